package mptcp.interop.program;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;

/** A program that knows nothing of this project: it runs a command over SSH, with Apache MINA; prints the digest of the output. */
public final class SshCopy {
    private SshCopy() {}

    public static void main(String[] args) throws Exception {
        try (SshClient client = SshClient.setUpDefaultClient()) {
            client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
            client.start();
            try (var session = client.connect("user", args[0], Integer.parseInt(args[1])).verify(20, TimeUnit.SECONDS)
                    .getSession()) {
                session.addPasswordIdentity("secret");
                session.auth().verify(20, TimeUnit.SECONDS);
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                try (var channel = session.createExecChannel("page")) {
                    channel.setOut(out);
                    channel.open().verify(20, TimeUnit.SECONDS);
                    channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), TimeUnit.SECONDS.toMillis(20));
                }
                System.out.println(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(out.toByteArray())));
            }
        }
    }
}
