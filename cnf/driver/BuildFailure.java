/** Something the one who builds has to put right; the message says what. */
final class BuildFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    BuildFailure(String message) {
        super(message);
    }
}
