package mptcp.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Classes of this JDK as they become. What they do then is in RunTest of mptcp.interop. */
final class SocketHooksTest {
    private final SocketHooks hooks = new SocketHooks();

    private static byte[] file(String name) throws Exception {
        try (InputStream in = Object.class.getResourceAsStream("/" + name + ".class")) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @MethodSource("mptcp.run.SocketHooks#names")
    void theJdksClassesTakeThem(String name) throws Exception {
        byte[] changed = hooks.transform(null, null, name, null, null, file(name));
        assertTrue(hooks.isIn(name));
        assertEquals(List.of(), ClassFile.of().verify(changed));
    }

    /** Changed where the places are not those that were expected, a class would not do what is relied on. */
    @Test
    void aClassOfAnotherShapeStays() throws Exception {
        assertNull(hooks.changed(SocketHooks.DATAGRAMS, file("java/net/ServerSocket")));
        assertFalse(hooks.isIn(SocketHooks.DATAGRAMS));
        assertNull(hooks.transform(null, null, "java/net/InetAddress", null, null, file("java/net/InetAddress")));
    }

    @Test
    void aProgramsOwnClassOfThatNameStays() throws Exception {
        assertNull(hooks.transform(null, getClass().getClassLoader(), SocketHooks.PROXIED, null, null, file(SocketHooks.PROXIED)));
    }
}
