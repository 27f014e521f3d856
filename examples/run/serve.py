"""A web server over Multipath TCP: pages of so many bytes, http://.../20000000."""
import http.server
import socket

IPPROTO_MPTCP = 262  # of Linux


class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        length = int(self.path.strip("/") or 1000)
        self.send_response(200)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(bytes(length))


class Server(http.server.ThreadingHTTPServer):
    def __init__(self, *arguments):
        super().__init__(*arguments, bind_and_activate=False)
        self.socket.close()
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, IPPROTO_MPTCP)
        self.server_bind()
        self.server_activate()


Server(("", 8000), Pages).serve_forever()
