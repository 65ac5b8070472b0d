package dev.quayside.document;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import dev.quayside.base.Progress;
import dev.quayside.document.child.ChildLoop;
import dev.quayside.document.convert.JavaConverter;
import dev.quayside.document.convert.OfficeConverter;
import dev.quayside.document.format.Format;
import dev.quayside.document.format.Sniffer;
import dev.quayside.document.text.TextReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The process that looks into documents. What it is told to do is written and read by this class alone, on both sides.
public final class DocumentChild {
    private final OfficeConverter office;

    private DocumentChild(OfficeConverter office) {
        this.office = office;
    }

    /// The process's entry: the path of LibreOffice, its bytes of memory, and the folder of the child.
    ///
    /// @throws IOException if the pipe to the server breaks
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[2]);
        var office = new OfficeConverter(Path.of(arguments[0]), folder.resolve("own"), Long.parseLong(arguments[1]));
        ChildLoop.run(folder, new DocumentChild(office)::work);
    }

    /// An order to read a file.
    static ObjectNode read(String file, String name, Optional<String> password, int maxChars) {
        ObjectNode order = Json.object()
                .put("task", "read")
                .put("file", file)
                .put("name", name)
                .put("max", maxChars);
        password.ifPresent(word -> order.put("password", word));
        return order;
    }

    /// An order to convert a file.
    static ObjectNode convert(String file, Format from, String result, Format to, Options options) {
        ObjectNode order = Json.object()
                .put("task", options.office() ? "office" : "java")
                .put("file", file)
                .put("from", from.extension())
                .put("result", result)
                .put("to", to.extension());
        options.password().ifPresent(word -> order.put("password", word));
        return order;
    }

    /// How to convert.
    record Options(boolean office, Optional<String> password) {}

    private JsonNode work(JsonNode order, Path folder, Progress progress) throws IOException, InterruptedException {
        Path file = folder.resolve(order.path("file").asString());
        Optional<String> password = order.path("password").asStringOpt();
        if (order.path("task").asString().equals("read")) {
            var wish = new TextReader.Wish(
                    order.path("name").asString(), password, order.path("max").asInt());
            return TextReader.read(file, wish, progress).toJson();
        }
        Format from = Format.require(order.path("from").asString());
        Format to = Format.require(order.path("to").asString());
        Path result = folder.resolve(order.path("result").asString());
        requireFormat(file, from, password);
        if (order.path("task").asString().equals("office")) {
            office.convert(file, from, result, to, password);
        } else {
            JavaConverter.convert(file, from, result, to, password);
        }
        return Json.object();
    }

    private static void requireFormat(Path file, Format from, Optional<String> password) throws IOException {
        Sniffer.Finding found = Sniffer.sniff(file, Optional.of(from));
        boolean bothPlain = found.format().family() == Format.Family.PLAIN && from.family() == Format.Family.PLAIN;
        if (found.format() != from && !bothPlain) {
            throw new ProblemException(
                    "document.corrupt",
                    "The file is said to be " + from.extension() + ", but is "
                            + found.format().extension());
        }
        if (found.encrypted() && password.isEmpty()) {
            throw new ProblemException(
                    "document.encrypted",
                    "The file is protected by a password; give it with the file, or remove it there");
        }
    }
}
