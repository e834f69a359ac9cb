using System.Globalization;
using System.Text.RegularExpressions;
using Fractional.Core.Units;

namespace Fractional.Api.Sessions;

/// <summary>What is wrong with a message: the field, what stands there, what should.</summary>
sealed record SignInFault(string Field, string? Found, string Expected);

/// <summary>A message of Sign-in with Ethereum (EIP-4361), read to the letter of its grammar: what a wallet shows is
/// what we understood.</summary>
/// <param name="Domain">Authority that asks for the signature.</param>
/// <param name="NotBefore">None when the message does not say.</param>
sealed partial record SignInMessage(
    string Domain, Account Address, Uri Uri, ulong ChainId, string Nonce, DateTimeOffset IssuedAt,
    DateTimeOffset? ExpirationTime, DateTimeOffset? NotBefore)
{
    /// <summary>Characters of a whole message; ours has some 400.</summary>
    public const int MaxChars = 2_048;

    const string FirstLineEnd = " wants you to sign in with your Ethereum account:";

    public static (SignInMessage? Message, SignInFault? Fault) Read(string text)
    {
        if (text.Length is 0 or > MaxChars)
            return (null, new SignInFault("message", $"{text.Length} characters", $"1 to {MaxChars} characters"));
        var lines = new Lines(text.Split('\n'));
        try
        {
            return (Read(lines), null);
        }
        catch (FormatException)
        {
            return (null, lines.Fault);
        }
    }

    static SignInMessage Read(Lines lines)
    {
        var domain = lines.Take("domain", AuthorityLine(), $"<domain>{FirstLineEnd}")[1].Value;
        var address = AccountOf(lines);
        lines.Take("statement", EmptyLine(), "an empty line");
        // The grammar has an empty line after the statement, and both empty lines when there is none.
        if (lines.Next is { Length: > 0 })
            lines.Take("statement", StatementLine(), "one line of printable ASCII characters");
        lines.Take("statement", EmptyLine(), "an empty line");
        var uri = UriOf(lines);
        lines.Take("version", VersionLine(), "Version: 1");
        var chain = lines.Take("chainId", ChainLine(), "Chain ID: <decimal number>")[1].Value;
        if (!ulong.TryParse(chain, NumberStyles.None, CultureInfo.InvariantCulture, out var chainId))
            throw lines.Wrong("chainId", chain, "a number below 2^64");
        var nonce = lines.Take("nonce", NonceLine(), "Nonce: <8 to 64 letters and digits>")[1].Value;
        var issuedAt = lines.Moment("issuedAt", "Issued At", isOptional: false)!.Value;
        var message = new SignInMessage(
            domain, address, uri, chainId, nonce, issuedAt,
            lines.Moment("expirationTime", "Expiration Time", isOptional: true),
            lines.Moment("notBefore", "Not Before", isOptional: true));
        if (lines.Next?.StartsWith("Request ID: ", StringComparison.Ordinal) == true)
            lines.Take("requestId", RequestLine(), "Request ID: <printable ASCII characters>");
        if (lines.Next is { } rest) throw lines.Wrong("message", rest, "no further line");
        return message;
    }

    static Account AccountOf(Lines lines)
    {
        var line = lines.Next;
        const string expected = "an address with its EIP-55 checksum";
        if (!Ethereum.Primitives.Address.TryParse(line, out var address) || address.ToString() != line)
            throw lines.Wrong("address", line, expected);
        lines.Skip();
        return new Account(address.Span);
    }

    static Uri UriOf(Lines lines)
    {
        var text = lines.Take("uri", UriLine(), "URI: <absolute URL>")[1].Value;
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw lines.Wrong("uri", text, "an absolute http or https URL");
    }

    [GeneratedRegex(@"^(?:https?://)?([A-Za-z0-9.\-:\[\]]{1,255})" + FirstLineEnd + @"\z")]
    private static partial Regex AuthorityLine();

    [GeneratedRegex(@"^\z")]
    private static partial Regex EmptyLine();

    [GeneratedRegex(@"^[ -~]{1,512}\z")]
    private static partial Regex StatementLine();

    [GeneratedRegex(@"^URI: ([!-~]{1,512})\z")]
    private static partial Regex UriLine();

    [GeneratedRegex(@"^Version: 1\z")]
    private static partial Regex VersionLine();

    [GeneratedRegex(@"^Chain ID: ([1-9][0-9]{0,19})\z")]
    private static partial Regex ChainLine();

    [GeneratedRegex(@"^Nonce: ([A-Za-z0-9]{8,64})\z")]
    private static partial Regex NonceLine();

    [GeneratedRegex(@"^Request ID: [!-~]{0,128}\z")]
    private static partial Regex RequestLine();

    [GeneratedRegex(@"^[A-Za-z ]+: (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,7})?(?:Z|[+-]\d\d:\d\d))\z")]
    private static partial Regex MomentLine();

    /// <summary>The lines that are not read yet.</summary>
    sealed class Lines(string[] all)
    {
        static readonly string[] MomentForms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

        int read;

        public SignInFault? Fault { get; private set; }

        public string? Next => read < all.Length ? all[read] : null;

        public void Skip() => read++;

        public GroupCollection Take(string field, Regex form, string expected)
        {
            var match = Next is { } line ? form.Match(line) : null;
            if (match is not { Success: true }) throw Wrong(field, Next, expected);
            read++;
            return match.Groups;
        }

        public DateTimeOffset? Moment(string field, string label, bool isOptional)
        {
            if (isOptional && Next?.StartsWith(label + ": ", StringComparison.Ordinal) != true) return null;
            var expected = $"{label}: <RFC 3339 time>";
            if (Next?.StartsWith(label + ": ", StringComparison.Ordinal) != true) throw Wrong(field, Next, expected);
            var text = Take(field, MomentLine(), expected)[1].Value;
            return DateTimeOffset.TryParseExact(
                text, MomentForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
                ? moment
                : throw Wrong(field, text, expected);
        }

        public FormatException Wrong(string field, string? found, string expected)
        {
            Fault = new SignInFault($"message.{field}", found, expected);
            return new FormatException(field);
        }
    }
}
