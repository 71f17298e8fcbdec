import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Calls the platform in the ways that Java's clients do; prints a line for each. The argument chooses one. */
public class Probe {
    static final String HOST = "api.weixin.qq.com";
    static final String PATH = "/cgi-bin/token";

    public static void main(String[] arguments) throws Exception {
        for (String way : arguments) {
            System.out.println(way + " " + called(way).replace("\r\n", " "));
        }
    }

    static String called(String way) throws Exception {
        switch (way) {
            case "url":
                HttpURLConnection connection = (HttpURLConnection) new URL("https://" + HOST + PATH).openConnection();
                return read(connection.getInputStream());
            case "http":
                HttpRequest request = HttpRequest.newBuilder(URI.create("https://" + HOST + PATH)).build();
                return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
            case "tls":
                return spoken(secured(connected(443)));
            case "plain":
                return spoken(connected(80));
            default:
                String[] parts = way.split(":");
                Socket other = new Socket();
                other.connect(new InetSocketAddress(parts[0], Integer.parseInt(parts[1])), 5000);
                return spoken(other);
        }
    }

    /** As Apache HttpClient does it: resolves by itself, connects to the address, then speaks TLS with the name. */
    static Socket connected(int port) throws Exception {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getAllByName(HOST)[0], port), 5000);
        return socket;
    }

    static Socket secured(Socket plain) throws Exception {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket socket = (SSLSocket) factory.createSocket(plain, HOST, 443, true);
        socket.startHandshake();
        return socket;
    }

    static String spoken(Socket socket) throws Exception {
        OutputStream out = socket.getOutputStream();
        out.write(("GET " + PATH + " HTTP/1.1\r\nHost: " + HOST + "\r\nConnection: close\r\n\r\n").getBytes());
        out.flush();
        return read(socket.getInputStream());
    }

    static String read(InputStream in) throws Exception {
        return new String(in.readAllBytes());
    }
}
