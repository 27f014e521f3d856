package mptcp.shell.deploy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file with a configuration. */
public final class ConfigurationFile {
    private static final String BYTE_ORDER_MARK = "\ufeff";

    private ConfigurationFile() {}

    /** Why its text would be misunderstood, or nothing; goes on where "FILE: " ends. */
    public static Optional<String> problem(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            return Optional.of("it cannot be read: " + e.getMessage());
        }
        if (bytes.length >= 2 && (bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe
                || bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff)) {
            return Optional.of("it is in UTF-16: save it as UTF-8");
        }
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.startsWith(BYTE_ORDER_MARK)
                    ? Optional.of("it begins with a byte order mark, which would be part of its first name: save it as"
                            + " UTF-8 without one")
                    : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.of("it is not in UTF-8: save it as that");
        }
    }

    /**
     * The PID that it is for, as File Install takes it from the name: of a factory, if something follows a {@code -}.
     *
     * @param name such as {@code mptcp.policy.host-client.cfg}
     */
    public static String pid(String name) {
        String pid = name.substring(0, name.lastIndexOf('.'));
        int dash = pid.indexOf('-');
        return dash > 0 ? pid.substring(0, dash) : pid;
    }
}
