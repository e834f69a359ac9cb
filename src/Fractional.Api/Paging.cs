using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Fractional.Api;

/// <summary>Which part of a list is wanted. A cursor names the last entry shown, so entries that come or go between
/// two pages repeat none and hide none.</summary>
/// <param name="After">The key of the last entry shown; null for the first page.</param>
readonly record struct PageOf(string? After, int Limit)
{
    public const int DefaultLimit = 50;
    public const int MostLimit = 500;

    /// <summary>Longer than any key.</summary>
    private const int MostCursorChars = 400;

    /// <param name="isKey">Whether a text can be a key of this list.</param>
    /// <returns>Which parameter is malformed, or null.</returns>
    public static IResult? Read(string? after, string? limit, Func<string, bool> isKey, out PageOf page)
    {
        page = default;
        var most = DefaultLimit;
        if (limit is not null && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out most)
            || most is < 1 or > MostLimit))
            return Problems.Malformed("limit", limit, $"a number from 1 to {MostLimit}");
        var key = after is null ? null : KeyOf(after);
        if (after is not null && (key is null || !isKey(key)))
            return Problems.Malformed("after", after, "the 'next' of an earlier page of this list");
        page = new PageOf(key, most);
        return null;
    }

    /// <summary>A page, and the header that says where the next one is.</summary>
    /// <param name="rest">What comes after <see cref="After"/>, in the list's order; read one entry beyond the
    /// limit.</param>
    public Page<TItem> Of<TSource, TItem>(
        HttpContext http, AsOf asOf, IEnumerable<TSource> rest, Func<TSource, TItem> show, Func<TSource, string> keyOf)
    {
        var found = rest.Take(Limit + 1).ToList();
        var next = found.Count > Limit ? CursorOf(keyOf(found[Limit - 1])) : null;
        return Of(http, asOf, [.. found.Take(Limit).Select(show)], next);
    }

    /// <summary>A page whose items are ready.</summary>
    public Page<TItem> Of<TItem>(HttpContext http, AsOf asOf, IReadOnlyList<TItem> items, string? next)
    {
        if (next is not null) http.Response.Headers.Link = $"<{LinkTo(http.Request, next)}>; rel=\"next\"";
        return new Page<TItem>(asOf, items, next);
    }

    public static string CursorOf(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));

    private string LinkTo(HttpRequest request, string next)
    {
        var query = QueryString.Create(request.Query
            .Where(given => given.Key is not ("after" or "limit"))
            .SelectMany(given => given.Value.Select(value => KeyValuePair.Create(given.Key, value))));
        return request.Path + query.Add("limit", Limit.ToString(CultureInfo.InvariantCulture)).Add("after", next);
    }

    private static string? KeyOf(string cursor) =>
        cursor.Length <= MostCursorChars && Base64Url.IsValid(cursor)
            ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor))
            : null;
}
