/** Arguments that mean nothing here; the message says what to write instead. The exit status is 2 then. */
final class Misuse extends RuntimeException {
    private static final long serialVersionUID = 1;

    Misuse(String message) {
        super(message);
    }
}
