package dev.quayside.document.text;

import java.nio.charset.Charset;
import java.util.Map;

/// The encodings that RTF names by numbers. Source: Rich Text Format 1.9.1, "Font Table" and "Character Set".
final class RtfCharsets {
    static final Charset USUAL = Charset.forName("windows-1252");

    /// By `\fcharset`.
    private static final Map<Integer, String> OF_FONTS = Map.ofEntries(
            Map.entry(77, "x-MacRoman"),
            Map.entry(78, "windows-31j"),
            Map.entry(128, "windows-31j"),
            Map.entry(129, "x-windows-949"),
            Map.entry(130, "x-Johab"),
            Map.entry(134, "GBK"),
            Map.entry(136, "Big5"),
            Map.entry(161, "windows-1253"),
            Map.entry(162, "windows-1254"),
            Map.entry(163, "windows-1258"),
            Map.entry(177, "windows-1255"),
            Map.entry(178, "windows-1256"),
            Map.entry(186, "windows-1257"),
            Map.entry(204, "windows-1251"),
            Map.entry(222, "x-windows-874"),
            Map.entry(238, "windows-1250"),
            Map.entry(254, "IBM437"),
            Map.entry(255, "IBM850"));

    private RtfCharsets() {}

    /// What a font's number means; `document` for fonts that have none of their own.
    static Charset ofFont(int number, Charset document) {
        String name = OF_FONTS.get(number);
        return name == null || !Charset.isSupported(name) ? document : Charset.forName(name);
    }

    /// What `\ansicpg` means.
    static Charset ofCodePage(int number) {
        String name =
                switch (number) {
                    case 932 -> "windows-31j";
                    case 936 -> "GBK";
                    case 949 -> "x-windows-949";
                    case 950 -> "Big5";
                    case 874 -> "x-windows-874";
                    case 10_000 -> "x-MacRoman";
                    case 65_001 -> "UTF-8";
                    default -> number >= 1_250 && number <= 1_258 ? "windows-" + number : "IBM" + number;
                };
        return Charset.isSupported(name) ? Charset.forName(name) : USUAL;
    }
}
