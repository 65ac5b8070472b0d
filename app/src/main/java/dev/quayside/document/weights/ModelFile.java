package dev.quayside.document.weights;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.function.Function;

/// What the files of all models begin with: a mark of the kind, and a version, which changes with the features, because
/// weights of one version mean nothing to another. Immutable.
///
/// @param kind in words, for whoever opens the wrong file
public record ModelFile(String kind, int mark, int version) {
    /// Reads what follows.
    public interface Body<T> {
        T read(DataInputStream in) throws IOException;
    }

    /// Writes what follows.
    public interface Content {
        void write(DataOutputStream out) throws IOException;
    }

    /// Reads a model; leaves the stream open.
    ///
    /// @throws UncheckedIOException if it cannot be read, or is of another kind or version
    public <T> T read(InputStream stream, Body<T> body) {
        try {
            DataInputStream in = new DataInputStream(stream);
            if (in.readInt() != mark || in.readInt() != version) {
                throw new IOException("not a " + kind + " of version " + version);
            }
            return body.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes a model; the same bytes for the same model.
    public void write(OutputStream stream, Content content) {
        try {
            DataOutputStream out = new DataOutputStream(stream);
            out.writeInt(mark);
            out.writeInt(version);
            content.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A model that the program ships.
    ///
    /// @param beside the class in whose package it lies
    public static <T> T shipped(Class<?> beside, String name, Function<InputStream, T> reader) {
        try (InputStream stream = beside.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("no " + name + " beside " + beside);
            }
            return reader.apply(new BufferedInputStream(stream));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
