package mptcp.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mptcp.api.socket.HostSetting;
import mptcp.api.socket.StackConfig;
import org.junit.jupiter.api.Test;

/**
 * What is written of settings for people and tools is made of the table ({@link HostSetting}): the page, and what Config Admin's
 * tools are told (metatype, OSGi Compendium chapter 105). {@code MPTCP_WRITE=true ./mptcp test --tests SettingsPages mptcp.config}
 * writes both anew.
 */
final class SettingsPagesTest {
    private static final Path PAGE = Path.of("../docs/configuration.md");
    private static final Path METATYPE = Path.of("metatype/hosts.xml");
    private static final String BEGIN = "| name | what for | value | default | reaches |\n| --- | --- | --- | --- | --- |\n";
    private static final String NOT_SAID = "";
    private static final Pattern CALL = Pattern.compile("(?:\\.|::)([a-zA-Z]+)");
    private static final int MOST_SETTERS = 9;

    @Test
    void thePageIsMadeOfTheTable() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf("\n\n", begin) + 1;
        StringBuilder rows = new StringBuilder();
        for (HostSetting s : HostSettings.all()) {
            rows.append("| ").append(String.join(" | ", "`" + s.name() + "`", s.help(), s.range().replace("|", "\\|"),
                    s.defaultText().isEmpty() ? "-" : s.defaultText(), s.reach().words())).append(" |\n");
        }
        assertIs(PAGE, page.substring(0, begin) + rows + page.substring(end));
    }

    @Test
    void whatToolsAreToldIsMadeOfTheTable() throws IOException {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- made of the table of settings: SettingsPagesTest -->\n"
                + "<metatype:MetaData xmlns:metatype=\"http://www.osgi.org/xmlns/metatype/v1.3.0\">\n");
        described(xml, "mptcp.hosts", "MPTCP: settings of all hosts", "What is not said, or blank, is left as the host was made.");
        described(xml, "mptcp.host", "MPTCP: settings of one host",
                "As the settings of all hosts, which it outweighs where it says something.");
        xml.append("  <Designate pid=\"mptcp.hosts\"><Object ocdref=\"mptcp.hosts\"/></Designate>\n"
                + "  <Designate factoryPid=\"mptcp.host\"><Object ocdref=\"mptcp.host\"/></Designate>\n</metatype:MetaData>\n");
        assertIs(METATYPE, xml.toString());
    }

    /** A table of one's own in another bundle would call many setters of the builder: what goes by name calls {@code set}. */
    @Test
    void nobodyElseWritesThemOut() throws IOException {
        Set<String> setters = Arrays.stream(StackConfig.Builder.class.getDeclaredMethods()).filter(m -> Modifier.isPublic(m.getModifiers()))
                .map(Method::getName).filter(n -> !n.equals("set") && !n.equals("build")).collect(Collectors.toSet());
        List<String> tables = new ArrayList<>();
        try (Stream<Path> files = Files.find(Path.of(".."), 12, (file, _) -> file.toString().matches(".*/mptcp\\.[^/]*/src/.*\\.java"))) {
            for (Path file : files.filter(f -> !f.startsWith("../mptcp.api") && !f.startsWith("../mptcp.fuzz")).toList()) {
                String text = Files.readString(file);
                if (!text.contains("StackConfig")) {
                    continue;
                }
                Set<String> called = CALL.matcher(text).results().map(r -> r.group(1)).filter(setters::contains)
                        .collect(Collectors.toSet());
                if (called.size() > MOST_SETTERS) {
                    tables.add(file + " " + called);
                }
            }
        }
        assertEquals(List.of(), tables);
    }

    private static void described(StringBuilder xml, String id, String name, String description) {
        xml.append("  <OCD ").append(attributes("id", id, "name", name, "description", description)).append(">\n");
        if (id.equals("mptcp.host")) {
            attribute(xml, "host", "name of the host (stack), such as client; without it, what follows the ~ of the PID, or the -"
                    + " of the file's name", List.of());
        }
        for (HostSetting s : HostSettings.all()) {
            String otherwise = s.defaultText().isEmpty() ? "" : " (" + s.defaultText() + ")";
            attribute(xml, s.name(), s.help() + ": " + s.range() + otherwise + "; reaches " + s.reach().words(), s.choices());
        }
        xml.append("  </OCD>\n");
    }

    private static void attribute(StringBuilder xml, String id, String description, List<String> choices) {
        xml.append("    <AD ").append(attributes("id", id, "name", id, "description", description, "type", "String", "required",
                "false", "default", NOT_SAID));
        if (choices.isEmpty()) {
            xml.append("/>\n");
            return;
        }
        xml.append(">\n");
        List<String> all = new ArrayList<>(List.of(NOT_SAID));
        all.addAll(choices);
        for (String choice : all) {
            xml.append("      <Option ").append(attributes("label", choice.isEmpty() ? "as the host was made" : choice, "value",
                    choice)).append("/>\n");
        }
        xml.append("    </AD>\n");
    }

    private static String attributes(String... namesAndValues) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            text.append(i == 0 ? "" : " ").append(namesAndValues[i]).append("=\"").append(namesAndValues[i + 1]
                    .replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;")).append('"');
        }
        return text.toString();
    }

    private static void assertIs(Path file, String wanted) throws IOException {
        if (Boolean.parseBoolean(System.getenv("MPTCP_WRITE"))) {
            Files.writeString(file, wanted);
        }
        assertEquals(wanted, Files.exists(file) ? Files.readString(file) : "", () -> file + " is not what the table of settings says:"
                + " MPTCP_WRITE=true ./mptcp test --tests SettingsPages mptcp.config");
    }
}
