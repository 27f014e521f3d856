package mptcp.interop.program;

import java.rmi.Remote;
import java.rmi.RemoteException;
import java.rmi.registry.LocateRegistry;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A program that knows nothing of this project: it calls a remote object, and prints the digest of what it got. */
public final class RmiCall {
    private RmiCall() {}

    /** What it calls. */
    public interface Pages extends Remote {
        byte[] page(int bytes) throws RemoteException;
    }

    public static void main(String[] args) throws Exception {
        Pages pages = (Pages) LocateRegistry.getRegistry(args[0], Integer.parseInt(args[1])).lookup("pages");
        byte[] page = pages.page(Integer.parseInt(args[2]));
        System.out.println(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(page)));
        System.exit(0); // a connection that may be used again is kept for some seconds
    }
}
