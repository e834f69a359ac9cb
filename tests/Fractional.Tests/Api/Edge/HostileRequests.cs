using System.Text;
using System.Text.Json;
using Fractional.Tests.Ethereum;

namespace Fractional.Tests.Api.Edge;

/// <summary>What an attacker knows: the public description, ids of others, and credentials of their own.</summary>
/// <param name="Routes">Method and path of each, as the description names them.</param>
/// <param name="Ids">By the place in a path: ids that exist, and belong to others.</param>
/// <param name="Credentials">Headers: an own key, an own session, broken ones.</param>
sealed record AttackerView(
    string Authority, IReadOnlyList<(string Method, string Path)> Routes, IReadOnlyDictionary<string, string[]> Ids,
    IReadOnlyList<string> Credentials);

/// <summary>One request that is framed rightly and hostile in every other way, as a seed draws it.</summary>
sealed class HostileRequests(Seeded dice, AttackerView view)
{
    /// <summary>Percent-encoded where HTTP needs it; the server decodes.</summary>
    static readonly string[] Texts =
    [
        "%27%20or%20%271%27=%271", "1;drop%20table%20events--", "%27%3B%20delete%20from%20api_keys%3B--",
        "1%20union%20select%20null", "$(id)", "%7B%7B7*7%7D%7D", "../../etc/passwd", "..%2f..%2fetc%2fpasswd",
        "%2e%2e%5c%2e%2e%5cwin.ini", "%c0%ae%c0%ae/", "%00", "%0d%0aSet-Cookie:%20a=b", "%1b[31m", "%e2%80%aetxt.exe",
        "%ef%bb%bf", "%f0%9f%92%a9", "%ed%a0%80", "%ff%fe", "%", "%zz", "%u0041", "-1", "0", "00", "+1", "1.0", "1e3",
        "1e999999999", "NaN", "0x1f", "18446744073709551616", "340282366920938463463374607431768211456",
        "115792089237316195423570985008687907853269984665640564039457584007913129639936", "null", "true", "[]",
        "%7B%7D", "*", "~", "", "0x0000000000000000000000000000000000000000",
        "0xffffffffffffffffffffffffffffffffffffffff", "constructor", "__proto__", "<script>alert(1)</script>",
        "javascript:alert(1)", "http://169.254.169.254/", "file:///etc/passwd",
    ];

    static readonly string[] Queries =
    [
        "after", "limit", "state", "holder", "lender", "status", "kind", "at", "price", "owner", "token", "x",
        "after[]", "limit%00",
    ];

    static readonly string[] Methods =
    [
        "GET", "GET", "GET", "POST", "POST", "DELETE", "PUT", "PATCH", "HEAD", "OPTIONS", "TRACE", "get", "PROPFIND",
        "DEBUG", "GET2",
    ];

    static readonly string[] ContentTypes =
    [
        "application/json", "application/json", "application/json", "application/json;charset=utf-8",
        "application/json;charset=utf-7", "text/plain", "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=a", "application/xml", "", ",", "application/json, application/json",
    ];

    static readonly string[] Headers =
    [
        "If-None-Match: *", "If-None-Match: \"", "If-None-Match: W/\"x\", \"y\"", "Accept: */*;q=nan",
        "Accept: text/html", "Accept-Encoding: gzip;q=1e9", "Origin: null", "Origin: https://evil.example",
        "Sec-Fetch-Site: cross-site", "X-Forwarded-For: 127.0.0.1, ::1, x", "X-Forwarded-Host: evil.example",
        "X-HTTP-Method-Override: DELETE", "X-Original-URL: /v1/keys", "Idempotency-Key: ", "Idempotency-Key: ../../x",
        "Last-Event-ID: -1", "Last-Event-ID: 99999999999999999999", "Range: bytes=0-0,1-1,2-2", "Upgrade: websocket",
        "Expect: 100-continue", "Expect: teapot", "traceparent: 00-x-y-z", "Content-Encoding: gzip",
        "Cookie: fractional=fs_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "Cookie: a; ;=;=b;fractional",
        "Cookie: fractional=\xff\xfe", "Accept-Language: \x80", "Access-Control-Request-Method: DELETE",
        "Forwarded: for=\"[::1]\"", "Via: 1.1 x", "Max-Forwards: 0", "User-Agent: () { :; }; echo",
    ];

    static readonly string[] Members =
    [
        "owner", "status", "price", "fee", "seq", "life", "standing", "role", "admin", "isGood", "id", "key", "token",
        "account", "from", "kind", "tick", "limitPrice", "quantity", "shares", "amount", "item", "message",
        "signature", "label", "bid", "call", "type", "nonce", "deadline", "auction", "isWhole", "$type", "__proto__",
    ];

    /// <summary>The request, and whether its answer has no body.</summary>
    public (byte[] Bytes, bool IsHead, string Line) Next()
    {
        var (method, path) = view.Routes[dice.Below(view.Routes.Count)];
        if (dice.Below(4) == 0) method = Pick(Methods);
        var target = dice.Below(12) == 0 ? "/" + Pick(Texts) : Filled(path);
        if (dice.Below(10) == 0) target = target.ToUpperInvariant();
        if (dice.Below(12) == 0) target = target.Replace("/", "//", StringComparison.Ordinal);
        target += Query();
        if (dice.Below(60) == 0) target += new string('a', 200 + dice.Below(3_000));
        target = target.Replace(" ", "%20", StringComparison.Ordinal);
        var body = method is "POST" or "PUT" or "PATCH" || dice.Below(10) == 0 ? Body() : [];
        var head = new StringBuilder($"{method} {target} HTTP/1.1\r\nHost: {view.Authority}\r\n");
        if (body.Length > 0 || method == "POST") head.Append($"Content-Type: {Pick(ContentTypes)}\r\n");
        for (var i = dice.Below(4); i > 0; i--) head.Append(Pick(Headers)).Append("\r\n");
        if (dice.Below(3) == 0) head.Append(view.Credentials[dice.Below(view.Credentials.Count)]).Append("\r\n");
        return (Framed(head, body), method == "HEAD", $"{method} {target}");
    }

    byte[] Framed(StringBuilder head, byte[] body)
    {
        if (dice.Below(5) > 0)
            return [.. Latin(head.Append($"Content-Length: {body.Length}\r\n\r\n")), .. body];
        var cut = dice.Below(body.Length + 1);
        var framed = new List<byte>(Latin(head.Append("Transfer-Encoding: chunked\r\n\r\n")));
        foreach (var part in new[] { body[..cut], body[cut..] }.Where(p => p.Length > 0))
            framed.AddRange([.. Latin(new StringBuilder($"{part.Length:x}\r\n")), .. part, 13, 10]);
        framed.AddRange("0\r\n\r\n"u8);
        return [.. framed];
    }

    string Filled(string path)
    {
        foreach (var (place, ids) in view.Ids)
            path = path.Replace(place, dice.Coin() ? Pick(ids) : Pick(Texts), StringComparison.Ordinal);
        return path;
    }

    string Query()
    {
        var query = new StringBuilder();
        for (var i = dice.Below(4); i > 0; i--)
            query.Append(query.Length == 0 ? '?' : '&').Append(Pick(Queries)).Append('=').Append(Pick(Texts));
        return query.ToString();
    }

    byte[] Body()
    {
        var text = dice.Below(12) switch
        {
            0 => "",
            1 => new string('[', 1 + dice.Below(5_000)),
            2 => string.Concat(Enumerable.Repeat("{\"a\":", 1 + dice.Below(2_000))),
            3 => $"[{string.Join(",", Enumerable.Repeat("0", 1 + dice.Below(6_000)))}]",
            4 => $"\"{new string('x', 1 + dice.Below(20_000))}\"",
            5 => "\uFEFF{}",
            _ => Object(depth: 0),
        };
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var i = dice.Below(3); i > 0 && bytes.Length > 0; i--) bytes[dice.Below(bytes.Length)] = dice.Bytes(1)[0];
        return dice.Below(30) == 0 ? Encoding.Unicode.GetBytes(text) : bytes;
    }

    string Object(int depth)
    {
        var members = Enumerable.Range(0, dice.Below(9)).Select(_ => $"\"{Pick(Members)}\":{Value(depth)}");
        return $"{{{string.Join(dice.Below(20) == 0 ? ",," : ",", members)}}}";
    }

    string Value(int depth) => dice.Below(depth > 2 ? 6 : 8) switch
    {
        0 => "null",
        1 => dice.Coin() ? "true" : "1e999",
        2 => $"{dice.NextUInt64()}{dice.NextUInt64()}",
        3 => $"\"{dice.NextUInt64()}\"",
        4 => JsonSerializer.Serialize(Uri.UnescapeDataString(Pick(Texts))),
        5 => $"\"{Pick([.. view.Ids.Values.SelectMany(v => v)])}\"",
        6 => Object(depth + 1),
        _ => $"[{Value(depth + 1)},{Value(depth + 1)}]",
    };

    string Pick(string[] from) => from[dice.Below(from.Length)];

    static byte[] Latin(StringBuilder text) => Encoding.Latin1.GetBytes(text.ToString());
}
