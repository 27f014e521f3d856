package mptcp.console.remote;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * A folder of one user, in which a shell leaves a UNIX-domain socket and a secret. Nothing of it can be reached over a
 * network. Whoever may read the secret may do whatever the shell's process may.
 *
 * @param folder readable and writable by its owner alone
 */
public record MeetingPoint(Path folder) {
    private static final int TOKEN_BYTES = 32;
    private static final Set<PosixFilePermission> OWNER_DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OTHERS = EnumSet.complementOf(EnumSet.copyOf(OWNER_DIRECTORY));

    /** {@code $XDG_RUNTIME_DIR/mptcp}, or {@code ~/.mptcp}. */
    public static MeetingPoint usual() {
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        return new MeetingPoint(runtime != null && Files.isDirectory(Path.of(runtime)) ? Path.of(runtime, "mptcp")
                : Path.of(System.getProperty("user.home"), ".mptcp"));
    }

    public UnixDomainSocketAddress socket() {
        return UnixDomainSocketAddress.of(folder.resolve("shell.sock"));
    }

    private Path token() {
        return folder.resolve("shell.token");
    }

    /**
     * Makes the folder if need be, and a new secret in it.
     *
     * @return the secret
     * @throws IOException if others have access to the folder, or another shell is there
     */
    public byte[] prepare() throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(folder.toAbsolutePath().getParent());
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNER_DIRECTORY));
        }
        check();
        if (isServed()) {
            throw new IOException("another shell can be attached to at " + folder + "; name another folder");
        }
        remove();
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        byte[] secret = HexFormat.of().formatHex(random).getBytes(StandardCharsets.US_ASCII);
        Files.createFile(token(), PosixFilePermissions.asFileAttribute(OWNER_FILE));
        Files.write(token(), secret, StandardOpenOption.WRITE);
        return secret;
    }

    /** @throws IOException unless only we have access */
    private void check() throws IOException {
        Set<PosixFilePermission> granted;
        try {
            granted = Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS);
        } catch (UnsupportedOperationException e) {
            throw new IOException("remote sessions need a file system with owners and permissions", e);
        }
        if (granted.stream().anyMatch(OTHERS::contains) || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(folder + " has to be a folder that only its owner can enter: chmod 700 " + folder);
        }
        Path probe = Files.createTempFile(folder, "owner", "");
        try {
            if (!Files.getOwner(probe).equals(Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS))) {
                throw new IOException(folder + " belongs to somebody else");
            }
        } finally {
            Files.delete(probe);
        }
    }

    private boolean isServed() {
        try (SocketChannel there = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return there.connect(socket());
        } catch (IOException nobody) {
            return false;
        }
    }

    /** After the socket was bound: its permissions, for those systems that look at them. */
    public void protect() throws IOException {
        Files.setPosixFilePermissions(socket().getPath(), OWNER_FILE);
    }

    /** @throws IOException that says what to do, if there is no shell or we may not attach to it */
    public byte[] secret() throws IOException {
        if (!Files.exists(token())) {
            throw new IOException("no shell to attach to at " + folder + "; './mptcp shell --remote' starts one");
        }
        return Files.readAllBytes(token());
    }

    /** In constant time. */
    public static boolean same(byte[] secret, byte[] offered) {
        return MessageDigest.isEqual(secret, offered);
    }

    public void remove() throws IOException {
        Files.deleteIfExists(socket().getPath());
        Files.deleteIfExists(token());
    }
}
