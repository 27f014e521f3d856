package mptcp.web.access;

/** Why a request is not answered. */
public enum Refusal {
    /** The name that the browser believes to speak with is none of ours, as after a rebinding of DNS. */
    FOREIGN_HOST(421, "this address is not served here"),
    /** Some other page had the browser ask. */
    FOREIGN_ORIGIN(403, "another origin asks"),
    /** What it asks for is not known, or the method is none of those that it has. */
    METHOD(405, "no such method here"),
    /** Who asks has not shown the secret. */
    NO_TOKEN(401, "the token of the address that the shell printed is missing, or is another one's");

    private final int status;
    private final String reason;

    Refusal(int status, String reason) {
        this.status = status;
        this.reason = reason;
    }

    /** Of HTTP. */
    public int status() {
        return status;
    }

    /** For people. */
    public String reason() {
        return reason;
    }
}
