using System.Net;
using Fractional.Core.Units;
using Fractional.Ethereum.Primitives;

namespace Fractional.Cli.Commands;

/// <summary>Reads what a person typed; the refusal names the option, what was found and what was expected.</summary>
static class Typed
{
    /// <summary>Checks the checksum of mixed-case addresses too: a typed address is money.</summary>
    public static Account Account(string option, string text) =>
        Address.TryParse(text, out var address)
            ? new Account(address.Span)
            : throw new UserException(
                $"{option}: expected an address, 0x and 40 hex digits with a right checksum if mixed, found '{text}'");

    public static Uri Url(string option, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw new UserException($"{option}: expected an http or https URL, found '{text}'");

    public static IPAddress Ip(string option, string text) =>
        IPAddress.TryParse(text, out var address)
            ? address
            : throw new UserException($"{option}: expected an IP address, found '{text}'");

    public static string Page(string option, string folder) => File.Exists(Path.Combine(folder, "index.html"))
        ? folder
        : throw new UserException($"{option}: expected a folder with an index.html, found '{folder}'");

    public static Bytes32 Transaction(string option, string text) => Bytes32.TryParse(text, out var hash)
        ? hash
        : throw new UserException(
            $"{option}: expected the hash of a transaction, 0x and 64 hex digits, found '{text}'");

    /// <summary>Tokens with 18 places, as wei.</summary>
    public static Wei Amount(string option, string text) => Ether.TryParse(text, out var amount)
        ? amount
        : throw new UserException($"{option}: expected a decimal with at most 18 places, found '{text}'");
}
