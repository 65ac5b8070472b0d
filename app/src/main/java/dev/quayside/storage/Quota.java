package dev.quayside.storage;

import dev.quayside.base.ProblemException;
import dev.quayside.database.Database;
import dev.quayside.storage.blob.BlobKey;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/// How much everybody may have. Immutable.
///
/// Bytes are reserved when it is known how many they are, in a transaction of their own that does not wait for the
/// disk: whoever else reserves for the same owner waits for a moment only, and not until a file has become durable.
/// A reservation that a crash of the database takes away was the blob's as well, and its file is refused, see
/// [BlobTable#keep]; one that is not used is given back with the blob, at the latest by the [Sweeper].
///
/// @param most bytes, what is in the trash included; 0 for any number
record Quota(Database database, long most) {
    /// Bytes that somebody may store just now.
    ///
    /// @throws ProblemException `file.over-quota` for none
    long room(String owner) {
        if (most == 0) {
            return Long.MAX_VALUE;
        }
        long left = most - database.with(handle -> OwnerTable.bytes(handle, owner));
        if (left <= 0) {
            throw full();
        }
        return left;
    }

    /// Reserves the bytes of a blob that arrives.
    ///
    /// @return false if the blob was given up meanwhile
    /// @throws ProblemException `file.over-quota`
    boolean reserve(BlobKey key, String owner, long bytes) {
        return database.inTransaction(handle -> {
            OptionalLong now = OwnerTable.reserve(handle, key, owner, bytes);
            now.ifPresent(this::check);
            return now.isPresent();
        });
    }

    /// Reserves bytes; what else the transaction does comes before it.
    ///
    /// @throws ProblemException `file.over-quota`
    void reserve(Handle handle, String owner, long bytes) {
        check(OwnerTable.charge(handle, owner, bytes));
    }

    private void check(long bytes) {
        if (most > 0 && bytes > most) {
            throw full();
        }
    }

    ProblemException full() {
        return new ProblemException(
                "file.over-quota",
                "All files together may have " + most + " bytes; remove some, and wait or empty the trash");
    }
}
