package dev.quayside.document.convert;

import com.sun.star.beans.PropertyValue;
import com.sun.star.bridge.XBridge;
import com.sun.star.comp.bridgefactory.BridgeFactory;
import com.sun.star.frame.XComponentLoader;
import com.sun.star.frame.XStorable;
import com.sun.star.lang.DisposedException;
import com.sun.star.lang.XComponent;
import com.sun.star.lang.XMultiComponentFactory;
import com.sun.star.lang.XServiceInfo;
import com.sun.star.uno.Exception;
import com.sun.star.uno.UnoRuntime;
import com.sun.star.uno.XComponentContext;
import com.sun.star.util.CloseVetoException;
import com.sun.star.util.XCloseable;
import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.document.format.Format;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A running LibreOffice that converts one file after the other. One thread at a time.
final class Office implements AutoCloseable {
    private final OfficeProcess process;
    private final XComponentLoader loader;

    private Office(OfficeProcess process, XComponentLoader loader) {
        this.process = process;
        this.loader = loader;
    }

    /// Starts a LibreOffice.
    ///
    /// @param folder an empty folder of our own
    /// @throws ProblemException `document.office-failed`
    static Office start(Path soffice, Path folder, long memoryBytes) throws InterruptedException {
        OfficeProcess.Started started = OfficeProcess.start(soffice, folder, memoryBytes);
        try {
            XBridge bridge = new BridgeFactory().createBridge("", "urp", started.pipe(), null);
            XComponentContext context = UnoRuntime.queryInterface(
                    XComponentContext.class, bridge.getInstance("StarOffice.ComponentContext"));
            XMultiComponentFactory services = context.getServiceManager();
            Object desktop = services.createInstanceWithContext("com.sun.star.frame.Desktop", context);
            return new Office(started.process(), UnoRuntime.queryInterface(XComponentLoader.class, desktop));
        } catch (Exception | RuntimeException e) {
            started.process().close();
            throw new ProblemException(
                    new Problem(
                            "document.office-failed", "LibreOffice does not answer as it should: " + e.getMessage()),
                    e);
        }
    }

    boolean alive() {
        return process.alive();
    }

    /// Converts a file.
    ///
    /// @throws ProblemException `document.corrupt`, `document.wrong-password` or `document.office-failed`
    void convert(Path from, Format format, Path to, Format wanted, Optional<String> password) {
        try {
            XComponent document = load(from, format, password);
            try {
                store(document, to, OfficeFilters.writing(kind(document), wanted));
            } finally {
                close(document);
            }
        } catch (DisposedException e) {
            throw new ProblemException(
                    new Problem("document.office-failed", "LibreOffice broke down over the file"), e);
        } catch (Exception e) {
            throw new ProblemException(
                    new Problem("document.corrupt", "LibreOffice cannot write this document as " + wanted.extension()),
                    e);
        }
    }

    @Override
    public void close() {
        process.close();
    }

    private XComponent load(Path file, Format format, Optional<String> password) {
        List<PropertyValue> how = new ArrayList<>();
        how.add(property("Hidden", true));
        how.add(property("ReadOnly", true));
        how.add(property("MacroExecutionMode", com.sun.star.document.MacroExecMode.NEVER_EXECUTE));
        how.add(property("UpdateDocMode", com.sun.star.document.UpdateDocMode.NO_UPDATE));
        password.ifPresent(word -> how.add(property("Password", word)));
        OfficeFilters.reading(format).ifPresent(reading -> {
            how.add(property("FilterName", reading.filter()));
            how.add(property("FilterOptions", reading.options()));
        });
        PropertyValue[] properties = how.toArray(PropertyValue[]::new);
        try {
            XComponent document = loader.loadComponentFromURL(file.toUri().toString(), "_blank", 0, properties);
            if (document != null) {
                return document;
            }
        } catch (com.sun.star.io.IOException | com.sun.star.lang.IllegalArgumentException e) {
            throw new ProblemException(unreadable(password), e);
        }
        throw new ProblemException(unreadable(password));
    }

    private static Problem unreadable(Optional<String> password) {
        return password.isPresent()
                ? new Problem("document.wrong-password", "LibreOffice cannot open the file with this password")
                : new Problem(
                        "document.corrupt", "LibreOffice cannot open the file; it is damaged, or not what it seems");
    }

    private static void store(XComponent document, Path to, String filter) throws Exception {
        PropertyValue[] how = {property("FilterName", filter), property("Overwrite", true)};
        UnoRuntime.queryInterface(XStorable.class, document)
                .storeToURL(to.toUri().toString(), how);
    }

    private static void close(XComponent document) {
        try {
            UnoRuntime.queryInterface(XCloseable.class, document).close(true);
        } catch (CloseVetoException _) {
            document.dispose();
        }
    }

    private static OfficeFilters.Kind kind(XComponent document) {
        XServiceInfo info = UnoRuntime.queryInterface(XServiceInfo.class, document);
        if (info.supportsService("com.sun.star.sheet.SpreadsheetDocument")) {
            return OfficeFilters.Kind.SHEET;
        }
        return info.supportsService("com.sun.star.presentation.PresentationDocument")
                ? OfficeFilters.Kind.SLIDES
                : OfficeFilters.Kind.TEXT;
    }

    private static PropertyValue property(String name, Object value) {
        PropertyValue property = new PropertyValue();
        property.Name = name;
        property.Value = value;
        return property;
    }
}
