package mptcp.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;

/** Who may log in (RFC 1929). Empty: nobody has to. Immutable; any thread. */
final class Users {
    static final Users NONE = new Users(Map.of());

    private final Map<String, byte[]> passwords;

    private Users(Map<String, byte[]> passwords) {
        this.passwords = Map.copyOf(passwords);
    }

    /**
     * Reads a file of lines {@code name:password}; empty lines and those that begin with # are passed over.
     *
     * @throws IllegalArgumentException that names the line that is neither
     */
    static Users read(Path file) throws IOException {
        Map<String, byte[]> passwords = new HashMap<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            int colon = line.indexOf(':');
            if (colon <= 0 || colon == line.length() - 1) {
                throw new IllegalArgumentException(file + ", line " + number + ": NAME:PASSWORD is expected");
            }
            passwords.put(line.substring(0, colon), line.substring(colon + 1).getBytes(UTF_8));
        }
        if (passwords.isEmpty()) {
            throw new IllegalArgumentException(file + " names no user: nobody could log in");
        }
        return new Users(passwords);
    }

    boolean isEmpty() {
        return passwords.isEmpty();
    }

    /** Takes as long whoever it is: what is wrong is not told by the time it takes. */
    boolean knows(String name, String password) {
        byte[] given = password.getBytes(UTF_8);
        byte[] right = passwords.get(name);
        return MessageDigest.isEqual(right == null ? new byte[given.length] : right, given) && right != null;
    }
}
