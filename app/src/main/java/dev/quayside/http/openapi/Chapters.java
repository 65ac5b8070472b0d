package dev.quayside.http.openapi;

import dev.quayside.base.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The groups of the document, in the order in which somebody new wants them: what the program is for, then what keeps
/// it going.
final class Chapters {
    private static final SequencedMap<String, String> FIRST = new LinkedHashMap<>();
    private static final SequencedMap<String, String> LAST = new LinkedHashMap<>();

    static {
        FIRST.put(
                "Workflows", "Definitions of what is to be done: stored, versioned, compared, taken in and given out.");
        FIRST.put("Executions", "Runs of workflows: started, watched, paused, cancelled and repeated.");
        FIRST.put("Logs", "What runs say, stored and live.");
        FIRST.put("Schedules", "When workflows start by themselves.");
        FIRST.put("Files", "Files: stored, found, read, removed; and jobs, which are what is done with them.");
        FIRST.put("File processing", "What the File Processing API does with files: convert, find sentences, judge.");
        LAST.put("Accounts", "People: registration, login, sessions, the second factor.");
        LAST.put("Users", "The accounts of people, for administrators.");
        LAST.put("Roles", "Named sets of permissions.");
        LAST.put("API keys", "What programs show instead of logging in.");
        LAST.put("Tokens", "Bearer tokens of the server's own issuer.");
        LAST.put("Audit", "What people did, in a record that shows when it was touched.");
        LAST.put("Administration", "The server itself.");
        LAST.put("Health", "For probes, for people, and for Prometheus; open to everybody.");
        LAST.put("Documentation", "This document, and pages to read it.");
    }

    private Chapters() {}

    /// The list of tags for the document.
    ///
    /// @param used the tags of its operations; those that are not known here come in the middle, by name
    static ArrayNode of(Set<String> used) {
        ArrayNode tags = Json.object().arrayNode();
        FIRST.forEach((name, text) -> add(tags, used, name, text));
        Set<String> others = new TreeSet<>(used);
        List.of(FIRST, LAST).stream().map(Map::keySet).forEach(others::removeAll);
        others.forEach(name -> tags.addObject().put("name", name));
        LAST.forEach((name, text) -> add(tags, used, name, text));
        return tags;
    }

    private static void add(ArrayNode tags, Set<String> used, String name, String text) {
        if (used.contains(name)) {
            ObjectNode tag = tags.addObject();
            tag.put("name", name).put("description", text);
        }
    }
}
