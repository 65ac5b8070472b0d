package dev.quayside.document.weights;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.SortedMap;
import java.util.TreeMap;

/// For each of many features a row of numbers, one for each column. Immutable, for several threads.
///
/// Of a feature's hash the upper 32 bits are kept. That one which was never trained has the same as one that was
/// happens once in 2^32 divided by the number of rows, which is rarer than what a model gets wrong anyway.
///
/// The file: `QWT1`, the number of columns, for each column its scale as a float, the number of rows; then for
/// each row, in ascending order of the unsigned keys, the distance to the key before as a number of 7 bits a byte, and
/// for each column a short that is to be multiplied by the scale.
public final class Weights {
    private static final int MAGIC = 0x51575431;
    private static final int MOST_COLUMNS = 64;
    private static final int MOST_ROWS = 1 << 24;

    private final float[] scales;
    private final int[] keys;

    /// The row at a place of [#keys], plus one; 0 where the place is free.
    private final int[] rows;

    private final short[] values;

    private Weights(float[] scales, int[] sortedKeys, short[] values) {
        this.scales = scales;
        this.values = values;
        int size = Integer.highestOneBit(Math.max(8, sortedKeys.length)) << 2;
        keys = new int[size];
        rows = new int[size];
        for (int row = 0; row < sortedKeys.length; row++) {
            int place = place(sortedKeys[row]);
            keys[place] = sortedKeys[row];
            rows[place] = row + 1;
        }
    }

    /// A table of `weights`, by the hash of the feature; rounded to the 16 bits that the file holds. Of two hashes with
    /// the same upper half the greater one counts.
    public static Weights of(int columns, SortedMap<Long, float[]> weights) {
        float[] scales = new float[columns];
        for (float[] row : weights.values()) {
            for (int column = 0; column < columns; column++) {
                scales[column] = Math.max(scales[column], Math.abs(row[column]) / Short.MAX_VALUE);
            }
        }
        SortedMap<Integer, float[]> byKey = new TreeMap<>(Integer::compareUnsigned);
        weights.forEach((hash, row) -> byKey.put(key(hash), row));
        int[] keys = new int[byKey.size()];
        short[] values = new short[byKey.size() * columns];
        int row = 0;
        for (var entry : byKey.entrySet()) {
            keys[row] = entry.getKey();
            for (int column = 0; column < columns; column++) {
                float scale = scales[column];
                values[row * columns + column] =
                        (short) (scale == 0 ? 0 : Math.round(entry.getValue()[column] / scale));
            }
            row++;
        }
        return new Weights(scales, keys, values);
    }

    /// Reads a table; leaves the stream open.
    ///
    /// @throws UncheckedIOException if it cannot be read, or is not such a file
    public static Weights read(InputStream stream) {
        try {
            DataInputStream in = new DataInputStream(stream);
            if (in.readInt() != MAGIC) {
                throw new IOException("not a table of weights");
            }
            float[] scales = new float[bounded(in.readInt(), MOST_COLUMNS)];
            for (int column = 0; column < scales.length; column++) {
                scales[column] = in.readFloat();
            }
            int[] keys = new int[bounded(in.readInt(), MOST_ROWS)];
            short[] values = new short[keys.length * scales.length];
            int key = 0;
            for (int row = 0; row < keys.length; row++) {
                key += readDistance(in);
                keys[row] = key;
                for (int column = 0; column < scales.length; column++) {
                    values[row * scales.length + column] = in.readShort();
                }
            }
            return new Weights(scales, keys, values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes the file that [#read] reads; the same bytes for the same weights.
    public void write(OutputStream stream) {
        try {
            DataOutputStream out = new DataOutputStream(stream);
            out.writeInt(MAGIC);
            out.writeInt(scales.length);
            for (float scale : scales) {
                out.writeFloat(scale);
            }
            out.writeInt(size());
            int[] sorted = new int[size()];
            for (int place = 0; place < keys.length; place++) {
                if (rows[place] > 0) {
                    sorted[rows[place] - 1] = keys[place];
                }
            }
            int before = 0;
            for (int row = 0; row < sorted.length; row++) {
                writeDistance(out, sorted[row] - before);
                before = sorted[row];
                for (int column = 0; column < scales.length; column++) {
                    out.writeShort(values[row * scales.length + column]);
                }
            }
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// How many features there are.
    public int size() {
        return values.length / scales.length;
    }

    /// The row of the feature with `hash`, for [#weight]; -1 if there is none.
    public int find(long hash) {
        int key = key(hash);
        return rows[place(key)] - 1;
    }

    /// The number in `column` of a row that [#find] found.
    public float weight(int row, int column) {
        return values[row * scales.length + column] * scales[column];
    }

    private static int key(long hash) {
        return (int) (hash >>> 32);
    }

    /// Where `key` is, or where it would be.
    private int place(int key) {
        int mask = keys.length - 1;
        int place = (key * 0x9e3779b1) >>> Integer.numberOfLeadingZeros(mask);
        while (rows[place] != 0 && keys[place] != key) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private static int bounded(int number, int most) throws IOException {
        if (number < 0 || number > most) {
            throw new IOException("a table of weights with " + number + " entries, more than " + most);
        }
        return number;
    }

    private static int readDistance(DataInputStream in) throws IOException {
        int distance = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += 7) {
            int part = in.readUnsignedByte();
            distance |= (part & 0x7f) << shift;
            if (part < 0x80) {
                return distance;
            }
        }
        throw new IOException("a key of more than 32 bits");
    }

    private static void writeDistance(DataOutputStream out, int distance) throws IOException {
        int rest = distance;
        while ((rest & ~0x7f) != 0) {
            out.writeByte((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.writeByte(rest);
    }
}
