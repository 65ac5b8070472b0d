package dev.quayside.storage.content;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/// A document of Office Open XML, judged by the directory at the end of its archive: it has the list of content
/// types and a part of its kind, and is no bomb. What the entries really hold is for whoever opens them. One thread
/// at a time.
///
/// Sources: ECMA-376-2, "Open Packaging Conventions"; PKWARE, "APPNOTE.TXT" 6.3.10; D. Fifield, "A better zip bomb"
/// (entries that overlap).
public final class OfficeCheck implements ContentCheck {
    private static final String CONTENT_TYPES = "[Content_Types].xml";
    private static final int END = 0x06054b50;
    private static final int END_SIZE = 22;
    private static final int ENTRY = 0x02014b50;
    private static final int ENTRY_SIZE = 46;
    private static final int LOCAL_SIZE = 30;
    private static final int TAIL = 1 << 20;
    private static final int MOST_ENTRIES = 10_000;
    private static final long MOST_BYTES = 1L << 30;
    private static final long FREE_BYTES = 50L << 20;
    private static final int MOST_TIMES = 200;

    private final String part;
    private final Magic magic = Magic.of("504B0304");
    private byte[] tail = new byte[64 << 10];
    private int kept;
    private long seen;

    /// @param part the folder that holds what a document of the kind is about
    public OfficeCheck(String part) {
        this.part = part;
    }

    @Override
    public void look(byte[] bytes, int offset, int length) {
        magic.look(bytes, offset, length);
        seen += length;
        int from = Math.max(0, length - TAIL);
        int n = length - from;
        if (kept + n > tail.length) {
            int keep = Math.min(kept, TAIL - n);
            byte[] larger = new byte[Math.min(TAIL * 2, Math.max(tail.length, (keep + n) * 2))];
            System.arraycopy(tail, kept - keep, larger, 0, keep);
            tail = larger;
            kept = keep;
        }
        System.arraycopy(bytes, offset + from, tail, kept, n);
        kept += n;
    }

    @Override
    public void end() {
        magic.end();
        ByteBuffer bytes = ByteBuffer.wrap(tail, 0, kept).order(ByteOrder.LITTLE_ENDIAN);
        int end = findEnd(bytes);
        int entries = bytes.getShort(end + 10) & 0xFFFF;
        long size = bytes.getInt(end + 12) & 0xFFFFFFFFL;
        long start = (bytes.getInt(end + 16) & 0xFFFFFFFFL) - (seen - kept);
        if (entries > MOST_ENTRIES || start < 0 || start + size != end) {
            throw ContentCheck.wrong("its archive has a strange directory");
        }
        readEntries(bytes, (int) start, end, entries);
    }

    private int findEnd(ByteBuffer bytes) {
        for (int at = kept - END_SIZE; at >= 0 && at >= kept - END_SIZE - 0xFFFF; at--) {
            if (bytes.getInt(at) == END) {
                return at;
            }
        }
        throw ContentCheck.wrong("it is no archive, or not all of it is there");
    }

    private void readEntries(ByteBuffer bytes, int start, int end, int entries) {
        boolean types = false;
        boolean content = false;
        long unpacked = 0;
        SortedMap<Long, Long> places = new TreeMap<>();
        int at = start;
        for (int i = 0; i < entries; i++) {
            if (at + ENTRY_SIZE > end || bytes.getInt(at) != ENTRY) {
                throw ContentCheck.wrong("its archive has a strange directory");
            }
            long packed = bytes.getInt(at + 20) & 0xFFFFFFFFL;
            unpacked += bytes.getInt(at + 24) & 0xFFFFFFFFL;
            int nameLength = bytes.getShort(at + 28) & 0xFFFF;
            long place = bytes.getInt(at + 42) & 0xFFFFFFFFL;
            int next = at
                    + ENTRY_SIZE
                    + nameLength
                    + (bytes.getShort(at + 30) & 0xFFFF)
                    + (bytes.getShort(at + 32) & 0xFFFF);
            if (next > end || places.put(place, place + LOCAL_SIZE + nameLength + packed) != null) {
                throw ContentCheck.wrong("its archive has a strange directory");
            }
            String name = new String(tail, at + ENTRY_SIZE, nameLength, StandardCharsets.UTF_8);
            refuseStrange(name);
            types |= name.equals(CONTENT_TYPES);
            content |= name.startsWith(part);
            at = next;
        }
        refuseBomb(places, unpacked);
        if (!types || !content) {
            throw ContentCheck.wrong("its archive lacks " + (types ? part : CONTENT_TYPES));
        }
    }

    private static void refuseStrange(String name) {
        if (name.startsWith("/")
                || name.indexOf('\\') >= 0
                || ("/" + name + "/").contains("/../")
                || name.indexOf(':') >= 0) {
            throw ContentCheck.wrong("its archive has an entry that leads out of it");
        }
    }

    private void refuseBomb(SortedMap<Long, Long> places, long unpacked) {
        long free = 0;
        for (var place : places.entrySet()) {
            if (place.getKey() < free || place.getValue() > seen) {
                throw ContentCheck.wrong("entries of its archive overlap");
            }
            free = place.getValue();
        }
        if (unpacked > MOST_BYTES || (unpacked > FREE_BYTES && unpacked > seen * MOST_TIMES)) {
            throw ContentCheck.wrong("its archive would unpack to " + unpacked + " bytes");
        }
    }
}
