package mptcp.templates;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A file of a project, with place-holders such as {@code @Name@} in its text and its path. */
record Template(String resource, String target) {
    private static final String SUFFIX = ".template"; // so that no tool takes it for what it is a template of

    String text() throws IOException {
        try (InputStream in = Template.class.getResourceAsStream("templates/" + resource + SUFFIX)) {
            if (in == null) {
                throw new FileNotFoundException("the template " + resource + " is not there");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static String fill(String text, Map<String, String> values) {
        String filled = text;
        for (Map.Entry<String, String> each : values.entrySet()) {
            filled = filled.replace("@" + each.getKey() + "@", each.getValue());
        }
        return filled;
    }
}
