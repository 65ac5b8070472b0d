package dev.quayside.document.text;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// How a part of an OpenDocument file is encrypted, as its manifest says. Immutable; bytes are in Base64.
///
/// @param path of the part in the archive
/// @param algorithms all that are named
/// @param checksum of the begin of what is sealed
/// @param vector with which it was begun
/// @param salt of the key
/// @param rounds that its derivation takes
record SealedPart(String path, List<String> algorithms, String checksum, String vector, String salt, int rounds) {
    static final int KEY_BYTES = 32;

    private static final List<String> KNOWN =
            List.of("#sha256-1k", "#aes256-cbc", "#sha256", "PBKDF2", Integer.toString(KEY_BYTES));

    /// Whether it is encrypted in the one way that is known here.
    boolean known() {
        return algorithms.equals(KNOWN);
    }

    /// The parts that a manifest names and that are encrypted.
    static List<SealedPart> read(byte[] manifest) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        XMLStreamReader xml = factory.createXMLStreamReader(new ByteArrayInputStream(manifest));
        List<SealedPart> parts = new ArrayList<>();
        Map<String, String> said = new HashMap<>();
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                for (int i = 0; i < xml.getAttributeCount(); i++) {
                    said.put(xml.getLocalName() + " " + xml.getAttributeLocalName(i), xml.getAttributeValue(i));
                }
            } else if (event == XMLStreamConstants.END_ELEMENT
                    && xml.getLocalName().equals("file-entry")) {
                if (said.containsKey("encryption-data checksum")) {
                    parts.add(of(said));
                }
                said.clear();
            }
        }
        return parts;
    }

    private static SealedPart of(Map<String, String> said) {
        return new SealedPart(
                said.getOrDefault("file-entry full-path", ""),
                List.of(
                        ending(said, "encryption-data checksum-type"),
                        ending(said, "algorithm algorithm-name"),
                        ending(said, "start-key-generation start-key-generation-name"),
                        said.getOrDefault("key-derivation key-derivation-name", ""),
                        said.getOrDefault("key-derivation key-size", "")),
                said.getOrDefault("encryption-data checksum", ""),
                said.getOrDefault("algorithm initialisation-vector", ""),
                said.getOrDefault("key-derivation salt", ""),
                Integer.parseInt(said.getOrDefault("key-derivation iteration-count", "1")));
    }

    private static String ending(Map<String, String> said, String name) {
        String address = said.getOrDefault(name, "");
        return address.substring(Math.max(0, address.lastIndexOf('#')));
    }
}
