package mptcp.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mptcp.api.address.LinkAddress;
import mptcp.api.link.IpLink;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Labs come up as asked and go away, whatever happens. */
@Timeout(120)
final class LabTest {
    @BeforeAll
    static void needsALab() {
        Needs.lab();
    }

    @Test
    void aLabHasWhatWasAskedForAndGoesAway() throws IOException {
        List<Host> hosts;
        try (Lab lab = Lab.open(LabOptions.DEFAULT.paths(3).mtu(1400))) {
            hosts = lab.hosts();
            assertEquals(2, hosts.size());
            for (Host host : hosts) {
                assertTrue(host.exists());
                String devices = host.exec("ip", "-o", "link");
                for (LabPath path : lab.paths()) {
                    assertTrue(devices.contains(path.wire() + "@"), devices);
                    assertEquals(host.equals(lab.user()), devices.contains(path.device() + ":"), devices);
                }
            }
            String endpoints = lab.kernel().exec("ip", "mptcp", "endpoint");
            for (String address : List.of("10.201.2.2", "10.201.3.2", "fd00:201:2::2", "fd00:201:3::2")) {
                assertTrue(endpoints.contains(address), endpoints);
            }
            assertFalse(endpoints.contains("10.201.1.2"), endpoints);
            assertEquals(List.of(LinkAddress.of("10.200.3.2/24"), LinkAddress.of("fd00:200:3::2/64")),
                    lab.addresses(3));
            try (IpLink link = lab.openLink(3)) {
                assertEquals("tun3", link.name());
                assertEquals(1400, link.mtu());
            }
        }
        assertTrue(hosts.stream().noneMatch(Host::exists));
    }

    @Test
    void aDirectLabIsOneNamespace() throws IOException {
        Host host;
        try (Lab lab = Lab.open(LabOptions.DEFAULT.direct(true).superSegments(true).checksums(true))) {
            host = lab.kernel();
            assertEquals(host, lab.user());
            assertEquals(List.of(host), lab.hosts());
            assertTrue(host.exists());
            Path checksums = Path.of("/proc/sys/net/mptcp/checksum_enabled");
            assertEquals(List.of("1"), host.<List<String>, IOException>inside(() -> Files.readAllLines(checksums)));
            Path blackholes = Path.of("/proc/sys/net/mptcp/blackhole_timeout");
            if (Files.exists(blackholes)) { // else one late answer ends Multipath TCP for all tests of the lab
                assertEquals(List.of("0"), host.<List<String>, IOException>inside(() -> Files.readAllLines(blackholes)));
            }
            try (IpLink link = lab.openLink(2)) {
                assertTrue((link.capabilities() & IpLink.CAP_TX_SUPER) != 0);
            }
        }
        assertFalse(host.exists());
    }

    @Test
    void aLabThatCannotBeFinishedLeavesNothingBehind() throws IOException {
        List<LabName> before = LabName.all();
        IOException e = assertThrows(LabException.class, () -> Lab.open(LabOptions.DEFAULT.endpoints("nonsense")));
        assertTrue(e.getMessage().contains("nonsense"), e.getMessage());
        List<LabName> after = LabName.all();
        String mine = "mptcp-" + ProcessHandle.current().pid() + ".";
        assertEquals(before.stream().filter(n -> n.base().startsWith(mine)).toList(),
                after.stream().filter(n -> n.base().startsWith(mine)).toList());
    }

    @Test
    void aProgramThatEndsWithoutClosingLeavesNothingBehind() throws Exception {
        Process process = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                Forgetful.class.getName()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String output = new String(process.getInputStream().readAllBytes()).strip();
        assertEquals(0, process.waitFor());
        assertTrue(output.startsWith("mptcp-" + process.pid()), output);
        assertFalse(new Host(output).exists());
    }

    /** The program. */
    static final class Forgetful {
        private Forgetful() {}

        public static void main(String[] args) throws IOException {
            Lab lab = Lab.open(LabOptions.DEFAULT);
            if (lab.user().exists()) {
                System.out.println(lab.user().namespace());
            }
            System.exit(0);
        }
    }

    @Test
    void optionsAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> LabOptions.DEFAULT.paths(0));
        assertThrows(IllegalArgumentException.class, () -> LabOptions.DEFAULT.paths(9));
        assertThrows(IllegalArgumentException.class, () -> LabOptions.DEFAULT.mtu(1279));
    }
}
