using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Fractional.Api.Page;

/// <summary>One encoding of a file, whole in memory.</summary>
/// <param name="ContentEncoding">Null for the file as it is.</param>
sealed record PageBytes(byte[] Bytes, string Tag, string? ContentEncoding);

/// <param name="Forms">Smallest first; the last is the file as it is, which every client takes.</param>
/// <param name="IsHashed">Its name holds the hash of its content: it never changes.</param>
sealed record PageFile(string ContentType, IReadOnlyList<PageBytes> Forms, bool IsHashed);

/// <summary>The page's files, read once at the start: a path that was not there then is no file, however it is
/// spelled.</summary>
sealed partial class PageFiles
{
    /// <summary>Files of a page; ours has some thirty.</summary>
    const int MaxFiles = 1_000;

    /// <summary>Bytes of all files, held in memory; ours are below one MB.</summary>
    const long MaxBytes = 32 * 1024 * 1024;

    const string Index = "/index.html";

    static readonly (string Extension, string Encoding)[] Packed = [(".br", "br"), (".gz", "gzip")];

    static readonly Dictionary<string, string> ContentTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".mjs"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".json"] = "application/json",
        [".map"] = "application/json",
        [".webmanifest"] = "application/manifest+json",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".jpg"] = "image/jpeg",
        [".webp"] = "image/webp",
        [".ico"] = "image/x-icon",
        [".woff2"] = "font/woff2",
        [".txt"] = "text/plain; charset=utf-8",
    };

    readonly Dictionary<string, PageFile> files;

    PageFiles(Dictionary<string, PageFile> files) => this.files = files;

    public PageFile Start => files[Index];

    /// <summary>By the path of a URL, to the letter.</summary>
    public PageFile? Find(string path) => files.GetValueOrDefault(path);

    /// <exception cref="IOException">No such folder, no index.html in it, or more than a page has; says
    /// which.</exception>
    public static PageFiles Load(string folder)
    {
        var root = new DirectoryInfo(folder);
        if (!root.Exists) throw new DirectoryNotFoundException($"the page's folder {folder} does not exist");
        // Links and hidden files are passed over: what they lead to was not built as part of the page.
        var found = root.GetFiles("*", new EnumerationOptions
        {
            RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.ReparsePoint,
        });
        if (found.Length > MaxFiles)
            throw new IOException($"the page's folder {folder} has {found.Length} files, at most {MaxFiles}");
        if (found.Sum(f => f.Length) is var bytes && bytes > MaxBytes)
            throw new IOException($"the page's folder {folder} has {bytes} bytes, at most {MaxBytes}");
        var contents = found.ToDictionary(
            f => "/" + Path.GetRelativePath(root.FullName, f.FullName).Replace('\\', '/'),
            f => File.ReadAllBytes(f.FullName));
        if (!contents.ContainsKey(Index))
            throw new FileNotFoundException($"the page's folder {folder} has no index.html");
        return new PageFiles(contents.Where(c => !IsPackedForm(c.Key, contents))
            .ToDictionary(c => c.Key, c => FileOf(c.Key, contents)));
    }

    static bool IsPackedForm(string path, Dictionary<string, byte[]> contents) => Packed.Any(
        p => path.EndsWith(p.Extension, StringComparison.Ordinal) && contents.ContainsKey(path[..^p.Extension.Length]));

    static PageFile FileOf(string path, Dictionary<string, byte[]> contents)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(contents[path]))[..16];
        var forms = Packed.Where(p => contents.ContainsKey(path + p.Extension))
            .Select(p => new PageBytes(contents[path + p.Extension], $"\"{hash}-{p.Encoding}\"", p.Encoding))
            .Append(new PageBytes(contents[path], $"\"{hash}\"", null));
        return new PageFile(
            ContentTypes.GetValueOrDefault(Path.GetExtension(path), "application/octet-stream"), [.. forms],
            HashedName().IsMatch(path));
    }

    /// <summary>As bundlers write it: <c>main-5TJ3ODQA.js</c>, or a hash in lower-case hex.</summary>
    [GeneratedRegex(@"[-.]([A-Z0-9]{8}|[0-9a-f]{8,64})\.[a-z0-9]+\z")]
    private static partial Regex HashedName();
}
