package mptcp.experiment;

import static mptcp.experiment.Workspace.sim;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A group of flows is shown as one, with an interval over the runs; its members are in the tables. */
class GroupsTest {
    private static final String TEXT = """
            title: users
            duration: 1s
            seeds: 1..3
            parameters: {cc: reno}
            variants: {reno: {}, cubic: {cc: cubic}}
            hosts:
              u#: {copies: 5, mptcp: off, cc: $cc}
              web: {}
            links: {core: "rate=20m,delay=5ms,queue=20p"}
            paths:
              p#: {copies: 5, between: [u#, web], through: core}
            flows:
              user#: {copies: 4, from: u#, to: web}
              other: {from: u5, to: web}
            """;

    @TempDir
    Path folder;

    @Test
    void areOneFlowToLookAt() throws Exception {
        Path file = folder.resolve("users.yaml");
        Files.writeString(file, TEXT);
        Path out = folder.resolve("out");
        Workspace.Said said = sim("run", file, "--out", out);
        assertEquals(0, said.status(), said.err());
        List<String> rows = said.out().lines().filter(l -> l.matches("(reno|cubic) .*")).toList();
        assertEquals(2 * 2 + 2, rows.size(), said.out()); // of two variants, and what differs
        assertTrue(rows.get(1).matches("reno +user# +[0-9.]+ ±.*"), said.out());
        String summary = Files.readString(out.resolve("summary.csv"));
        List<Double> members = summary.lines().filter(l -> l.matches("reno,.*,user[1-4],,goodput,.*"))
                .map(l -> Double.valueOf(l.replaceFirst(".*,goodput,[0-9]+,([0-9.]+),.*", "$1"))).toList();
        assertEquals(4, members.size(), summary);
        String group = summary.lines().filter(l -> l.matches("reno,.*,user#,,goodput,3,.*")).findFirst().orElseThrow();
        assertEquals(members.stream().mapToDouble(m -> m).average().orElseThrow(),
                Double.parseDouble(group.replaceFirst(".*,goodput,3,([0-9.]+),.*", "$1")), 1e-3, "three runs, not twelve");
        assertEquals(0, sim("report", out).status());
        String html = Files.readString(out.resolve("report.html"));
        assertTrue(html.contains("<td>user#</td>") && html.contains("alt=\"time-userN\""));
        assertFalse(html.contains("<td>user1</td>"));
    }
}
