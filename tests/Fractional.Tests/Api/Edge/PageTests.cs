using System.IO.Compression;
using System.Net;
using System.Text;
using Fractional.Api;
using Fractional.Api.Page;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Api.Edge;

/// <summary>The page's files beside the API.</summary>
public sealed class PageTests : IAsyncLifetime
{
    const string Script = "/assets/main-5TJ3ODQA.js";
    static readonly (string, string) Browser = ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");

    readonly string folder = Directory.CreateTempSubdirectory("fractional-page").FullName;
    readonly string outside = Directory.CreateTempSubdirectory("fractional-outside").FullName;
    EdgeStage stage = null!;

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(folder, "assets"));
        Write("index.html", "<!doctype html><title>page</title>");
        Write(Script[1..], "export const script = 1");
        Write("icon.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
        Write(".env", "what nobody may read");
        File.WriteAllBytes(Path.Combine(folder, Script[1..] + ".gz"), Gzip("export const script = 1"));
        File.WriteAllText(Path.Combine(folder, Script[1..] + ".br"), "as brotli");
        File.WriteAllText(Path.Combine(outside, "secret.txt"), "what nobody may read");
        File.CreateSymbolicLink(Path.Combine(folder, "secret.txt"), Path.Combine(outside, "secret.txt"));
        Directory.CreateSymbolicLink(Path.Combine(folder, "more"), outside);
        stage = await EdgeStage.Open(new ApiOptions(IPAddress.Loopback, 0)
        {
            WebRoot = folder, PageRpc = new Uri("https://node.example:8545/v3/a-secret-key"),
        });
    }

    public async Task DisposeAsync()
    {
        await stage.DisposeAsync();
        Directory.Delete(folder, recursive: true);
        Directory.Delete(outside, recursive: true);
    }

    void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);

    static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    [Theory]
    [InlineData("/.env")]
    [InlineData("/secret.txt")]
    [InlineData("/more/secret.txt")]
    [InlineData("/assets/../../secret.txt")]
    [InlineData("/..%2f..%2fetc%2fpasswd.txt")]
    [InlineData("/%2e%2e/%2e%2e/etc/passwd.txt")]
    [InlineData("/assets/..%5c..%5cindex.txt")]
    [InlineData("/ASSETS/MAIN-5TJ3ODQA.JS")]
    [InlineData("/assets//main-5TJ3ODQA.js")]
    [InlineData("/assets/main-5TJ3ODQA.js.gz")]
    [InlineData("/assets/main-AAAAAAAA.js")]
    [InlineData("/index.html%00.js")]
    public async Task What_was_not_built_is_not_there(string path)
    {
        var answer = await stage.Get(path, Browser);
        ((int)answer.Status).ShouldBeOneOf(404, 400);
        answer.Text.ShouldNotContain("nobody may read");
        answer.Text.ShouldNotContain("root:");
    }

    [Theory]
    [InlineData("/v1/nothing")]
    [InlineData("/v1")]
    [InlineData("/openapi/v2")]
    [InlineData("/health")]
    [InlineData("/metrics/all")]
    public async Task What_is_the_APIs_never_becomes_the_page(string path) =>
        (await stage.Get(path, Browser)).Problem(404, "not-found");

    [Fact]
    public async Task Who_takes_no_HTML_gets_a_problem_for_what_is_not_there()
    {
        (await stage.Get("/vaults/0x12", ("Accept", "application/json"))).Problem(404, "not-found");
        (await stage.Get("/vaults/0x12", ("Accept", "text/html;q=0"))).Problem(404, "not-found");
        (await stage.Send("POST", "/vaults/0x12", null, Browser)).Problem(404, "not-found");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/index.html")]
    [InlineData("/vaults/0x0000000000000000000000000000000000000001")]
    [InlineData("/auctions/12")]
    [InlineData("/claims")]
    public async Task The_start_is_served_for_every_address_of_the_page(string path)
    {
        var answer = await stage.Get(path, Browser);
        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Text.ShouldContain("<title>page</title>");
        answer.Header("Content-Type").ShouldBe("text/html; charset=utf-8");
        answer.Header("Cache-Control").ShouldBe("no-cache");
        (await stage.Get(path, Browser, ("If-None-Match", answer.Header("ETag")))).Status
            .ShouldBe(HttpStatusCode.NotModified);
        var head = await stage.Send("HEAD", path, null, Browser);
        (head.Status, head.Text, head.Header("Content-Length")).ShouldBe((HttpStatusCode.OK, "", "34"));
    }

    [Fact]
    public async Task The_page_may_load_only_its_own_files_and_the_named_node()
    {
        var policy = (await stage.Get("/", Browser)).Header("Content-Security-Policy");
        policy.ShouldBe(
            "default-src 'self'; connect-src 'self' https://node.example:8545; img-src 'self' data:; "
            + "style-src 'self'; script-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; "
            + "object-src 'none'");
        (await stage.Get("/icon.svg")).Header("Content-Security-Policy").ShouldBe(policy);
    }

    [Fact]
    public async Task A_hashed_file_is_kept_for_ever()
    {
        (await stage.Get(Script)).Header("Cache-Control").ShouldBe("public, max-age=31536000, immutable");
        (await stage.Get("/icon.svg")).Header("Cache-Control").ShouldBe("no-cache");
        (await stage.Get("/icon.svg")).Header("Content-Type").ShouldBe("image/svg+xml");
    }

    [Theory]
    [InlineData("br, gzip", "br")]
    [InlineData("gzip;q=0.5, br;q=0", "gzip")]
    [InlineData("gzip", "gzip")]
    [InlineData("zstd", "")]
    [InlineData("", "")]
    public async Task Each_client_gets_the_smallest_form_that_it_takes(string accepted, string expected)
    {
        var answer = await stage.Get(Script, ("Accept-Encoding", accepted));
        answer.Header("Content-Encoding").ShouldBe(expected);
        answer.Header("Vary").ShouldBe("Accept-Encoding");
        answer.Header("Content-Type").ShouldBe("text/javascript; charset=utf-8");
        if (expected == "") answer.Text.ShouldBe("export const script = 1");
        if (expected == "br") answer.Text.ShouldBe("as brotli");
    }

    [Fact]
    public async Task A_file_that_came_later_is_not_served()
    {
        Write("later.txt", "later");
        (await stage.Get("/later.txt")).Problem(404, "not-found");
    }

    [Fact]
    public void A_folder_that_is_no_page_is_named()
    {
        Should.Throw<IOException>(() => PageFiles.Load("/nowhere")).Message.ShouldContain("/nowhere");
        Should.Throw<IOException>(() => PageFiles.Load(outside)).Message.ShouldContain("index.html");
    }
}
