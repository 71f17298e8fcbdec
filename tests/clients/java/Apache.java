import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.util.EntityUtils;

/** The client that most Java SDKs build, by default: it reads no proxy property. */
public class Apache {
    public static void main(String[] arguments) throws Exception {
        try (CloseableHttpClient client = HttpClients.createDefault()) {
            for (String scheme : new String[] {"https", "http"}) {
                HttpGet get = new HttpGet(scheme + "://api.weixin.qq.com/cgi-bin/token");
                System.out.println(EntityUtils.toString(client.execute(get).getEntity()));
            }
        }
    }
}
