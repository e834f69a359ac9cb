using System.Net;

namespace Fractional.Ethereum.Rpc;

/// <summary>
/// Providers put access keys into paths, queries, user names and host names: none of these may reach a log.
/// </summary>
internal sealed class MaskedUrl
{
    private const int ShortestSecret = 6;
    private readonly List<string> _secrets = [];
    private readonly string _name;

    public MaskedUrl(int index, Uri url)
    {
        string[] labels = url.Host.Split('.');
        bool whole = labels.Length <= 2 || IPAddress.TryParse(url.Host, out _);
        string host = whole ? url.Host : $"***.{labels[^2]}.{labels[^1]}";
        _name = $"endpoint {index + 1} ({url.Scheme}://{host}:{url.Port})";
        AddSecret(url.PathAndQuery.Trim('/'));
        foreach (string part in url.PathAndQuery.Split('/', '?', '&', '='))
        {
            AddSecret(part);
        }

        AddSecret(url.UserInfo);
        foreach (string part in url.UserInfo.Split(':'))
        {
            AddSecret(part);
        }

        if (!whole)
        {
            AddSecret(url.Host);
            Array.ForEach(labels[..^2], AddSecret);
        }
    }

    public override string ToString() => _name;

    /// <summary>Text a node or a gateway sent, in case it echoes the key.</summary>
    public string Scrub(string text)
    {
        foreach (string secret in _secrets)
        {
            text = text.Replace(secret, "***", StringComparison.OrdinalIgnoreCase);
        }

        return text;
    }

    private void AddSecret(string part)
    {
        if (part.Length >= ShortestSecret)
        {
            _secrets.Add(part);
            _secrets.Add(Uri.UnescapeDataString(part));
        }
    }
}
