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
