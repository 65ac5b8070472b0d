package dev.quayside.workflow.journal;

import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/// A PostgreSQL array in the driver's binary form, built value by value.
///
/// The driver's own arrays of uuid and json travel as text, which costs the server a third more for each row. One
/// thread at a time; used again for every batch. Source of the layout: PostgreSQL's `array_send`, and
/// `timestamptz_send` (microseconds since 2000-01-01).
final class BinaryArray extends PGobject implements PGBinaryObject {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final int HEADER = 20;
    private static final long EPOCH_2000_MICROS = 946_684_800_000_000L;

    private final int elementType;
    private byte[] bytes = new byte[1_024];
    private int length = HEADER;
    private int count;
    private boolean nulls;

    /// @param array the array's type, for example `_uuid`
    /// @param elementType the oid of its elements' type
    @SuppressWarnings("this-escape") // the type has to be set on the driver's base class
    private BinaryArray(String array, int elementType) {
        this.elementType = elementType;
        setType(array);
    }

    static BinaryArray uuids() {
        return new BinaryArray("_uuid", 2950);
    }

    static BinaryArray timestamps() {
        return new BinaryArray("_timestamptz", 1184);
    }

    static BinaryArray ints() {
        return new BinaryArray("_int4", 23);
    }

    static BinaryArray shorts() {
        return new BinaryArray("_int2", 21);
    }

    static BinaryArray texts() {
        return new BinaryArray("_text", 25);
    }

    static BinaryArray jsons() {
        return new BinaryArray("_json", 114);
    }

    void clear() {
        length = HEADER;
        count = 0;
        nulls = false;
        if (bytes.length > 1 << 22) {
            bytes = new byte[1_024];
        }
    }

    int count() {
        return count;
    }

    void add(UUID value) {
        begin(16);
        putLong(value.getMostSignificantBits());
        putLong(value.getLeastSignificantBits());
    }

    void addNullable(@Nullable UUID value) {
        if (value == null) {
            addNull();
        } else {
            add(value);
        }
    }

    /// Adds a moment; 0 stands for null.
    void addMicros(long sinceEpoch) {
        if (sinceEpoch == 0) {
            addNull();
        } else {
            begin(8);
            putLong(sinceEpoch - EPOCH_2000_MICROS);
        }
    }

    void add(int value) {
        begin(4);
        putInt(value);
    }

    void add(short value) {
        begin(2);
        bytes[length++] = (byte) (value >> 8);
        bytes[length++] = (byte) value;
    }

    void add(@Nullable String value) {
        if (value == null) {
            addNull();
            return;
        }
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        begin(utf8.length);
        System.arraycopy(utf8, 0, bytes, length, utf8.length);
        length += utf8.length;
    }

    private void addNull() {
        reserve(4);
        putInt(-1);
        nulls = true;
        count++;
    }

    private void begin(int size) {
        reserve(4 + size);
        putInt(size);
        count++;
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    private void putInt(int value) {
        putInt(length, value);
        length += 4;
    }

    private void putInt(int at, int value) {
        bytes[at] = (byte) (value >> 24);
        bytes[at + 1] = (byte) (value >> 16);
        bytes[at + 2] = (byte) (value >> 8);
        bytes[at + 3] = (byte) value;
    }

    private void putLong(long value) {
        putInt((int) (value >> 32));
        putInt((int) value);
    }

    @Override
    public int lengthInBytes() {
        return length;
    }

    @Override
    public void toBytes(byte[] target, int offset) {
        putInt(0, 1);
        putInt(4, nulls ? 1 : 0);
        putInt(8, elementType);
        putInt(12, count);
        putInt(16, 1);
        System.arraycopy(bytes, 0, target, offset, length);
    }

    @Override
    public void setByteValue(byte[] value, int offset) {
        throw new UnsupportedOperationException("arrays are only sent");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public Object clone() throws CloneNotSupportedException {
        throw new CloneNotSupportedException("arrays are built for one use");
    }
}
