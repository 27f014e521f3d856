package mptcp.io.raw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import mptcp.api.address.LinkAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a user is told when a link cannot be opened. */
@Timeout(60)
final class RawLinkErrorsTest {
    private static String message(RawLinkOptions options) {
        return assertThrows(RawLinkException.class, () -> RawLinkFactory.open(options).close()).getMessage();
    }

    private static void assertSays(String message, String... words) {
        for (String word : words) {
            assertTrue(message.contains(word), "'" + word + "' is missing in: " + message);
        }
    }

    @Test
    void optionsAreChecked() {
        var name = assertThrows(IllegalArgumentException.class, () -> RawLinkOptions.create("a-name-too-long-"));
        assertSays(name.getMessage(), "a-name-too-long-", "15 bytes");
        assertThrows(IllegalArgumentException.class, () -> RawLinkOptions.create("no slash/"));
        assertThrows(IllegalArgumentException.class, () -> RawLinkOptions.create(""));
        var mtu = assertThrows(IllegalArgumentException.class, () -> RawLinkOptions.create("tun0").mtu(40));
        assertSays(mtu.getMessage(), "MTU 40", "68 to 65535");
        assertThrows(IllegalArgumentException.class, () -> RawLinkOptions.create("tun0").mtu(70_000));
        assertThrows(IllegalArgumentException.class, () -> RawLinkOptions.create("tun0").transmitBuffer(1000));
    }

    @Test
    void presenceIsHeldToWhatWasAsked() throws IOException {
        try (TestNamespace namespace = new TestNamespace()) {
            RawLinkOptions attach = RawLinkOptions.attach("tun3").namespace(namespace.name);
            assertSays(message(attach), "no device tun3", namespace.name, "ip tuntap add");
            namespace.ip("tuntap", "add", "dev", "tun3", "mode", "tun");
            assertSays(message(attach.presence(RawLinkOptions.Presence.CREATE)), "tun3", "exists already");
            try (Wire holder = new Wire(attach)) {
                assertEquals("tun3", holder.link.name());
                assertSays(message(attach), "tun3", "busy");
            }
            RawLinkOptions either = attach.presence(RawLinkOptions.Presence.EITHER);
            new Wire(either).close();
            namespace.ip("link", "del", "tun3");
            new Wire(either).close();
            assertSays(message(RawLinkOptions.attach("lo").namespace(namespace.name)), "lo", "not a single-queue TUN");
        }
    }

    private static String message(EthernetOptions options) {
        return assertThrows(RawLinkException.class, () -> RawLinkFactory.open(options).close()).getMessage();
    }

    @Test
    void anInterfaceHasToBeFitForTheStack() throws IOException {
        List<LinkAddress> ours = List.of(LinkAddress.of("10.9.0.77/24"), LinkAddress.of("fd09::4d/64"));
        try (TestSegment segment = new TestSegment()) {
            String namespace = segment.stack.name;
            EthernetOptions eth0 = EthernetOptions.of("eth0", ours).namespace(namespace);
            assertSays(message(EthernetOptions.of("eth7", ours).namespace(namespace)), "no interface eth7", namespace, "ip link");
            assertSays(message(EthernetOptions.of("lo", ours).namespace(namespace)), "lo", "no Ethernet interface");
            assertSays(message(EthernetOptions.of("eth0", List.of(LinkAddress.of("10.9.0.1/24"))).namespace(namespace)),
                    "the kernel has 10.9.0.1 itself", "RST", "ip addr del 10.9.0.1/24 dev eth0");
            assertSays(message(EthernetOptions.of("eth0", List.of(LinkAddress.of("fd09::1/64"))).namespace(namespace)),
                    "the kernel has fd09:0:0:0:0:0:0:1 itself", "RST");
            TestSegment.setting(segment.stack, "ipv4/conf/eth0/forwarding", "1");
            assertSays(message(eth0), "forwards", "sysctl -w net/ipv4/conf/eth0/forwarding=0");
            TestSegment.setting(segment.stack, "ipv4/conf/eth0/forwarding", "0");
            TestSegment.setting(segment.stack, "ipv6/conf/all/forwarding", "1");
            assertSays(message(eth0), "forwards", "sysctl -w net/ipv6/conf/all/forwarding=0");
            TestSegment.setting(segment.stack, "ipv6/conf/all/forwarding", "0");
            segment.stack.ip("link", "set", "eth0", "down");
            assertSays(message(eth0), "eth0", "is down", "ip link set dev eth0 up");
            segment.stack.ip("link", "set", "eth0", "up");
            String rights = segment.stack.inside(() -> {
                dropCapabilities();
                return message(EthernetOptions.of("eth0", ours));
            });
            assertSays(rights, "CAP_NET_RAW", "root");
            new Wire(RawLinkFactory.open(eth0)).close();
        }
        assertSays(assertThrows(IllegalArgumentException.class, () -> EthernetOptions.of("eth0", List.of())).getMessage(),
                "no address is given for eth0");
    }

    @Test
    void aMissingNamespaceIsNamed() throws IOException {
        try (TestNamespace namespace = new TestNamespace()) {
            assertSays(message(RawLinkOptions.create("tun3").namespace(namespace.name + "-not")),
                    namespace.name + "-not", "no network namespace");
            assertSays(message(RawLinkOptions.create("tun3").namespace("/dev/null")), "not a network namespace");
        }
    }

    @Test
    void missingRightsAreNamed() throws IOException {
        try (TestNamespace namespace = new TestNamespace()) {
            String create = namespace.inside(() -> {
                dropCapabilities();
                return message(RawLinkOptions.create("tun3"));
            });
            assertSays(create, "CAP_NET_ADMIN", "root");
            String enter = namespace.inside(() -> {
                dropCapabilities();
                return message(RawLinkOptions.create("tun3").namespace(namespace.name));
            });
            assertSays(enter, "CAP_SYS_ADMIN", "root");
        }
    }

    /** Capabilities belong to a thread; threads that it starts inherit what it has left. */
    private static void dropCapabilities() {
        try (Arena arena = Arena.ofConfined()) {
            Linker linker = Linker.nativeLinker();
            var capset = linker.downcallHandle(linker.defaultLookup().find("capset").orElseThrow(),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
            MemorySegment header = arena.allocateFrom(ValueLayout.JAVA_INT, 0x20080522, 0);
            MemorySegment none = arena.allocate(24, 4);
            assertEquals(0, (int) capset.invokeExact(header, none));
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
