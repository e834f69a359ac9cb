using Fractional.Api.Http;
using Fractional.Core.Proceeds;
using Fractional.Core.Units;
using Fractional.Engine;

namespace Fractional.Api.Vaults;

/// <summary>What prices would mean: Core's preview, row by row.</summary>
static class PreviewAnswers
{
    /// <summary>1e18 units.</summary>
    static readonly Shares WholeShare = new(Wei.One.Value);

    public static async Task<IResult> Show(
        FractionalEngine engine, string vault, CancellationToken stop, string? price = null)
    {
        if (Reading.Open(engine, out var now) is { } early) return early;
        if (Parameters.Vault(now.Board, vault, out var found) is { } noVault) return noVault;
        if (Parameters.Amount("price", price, Preview.LargestPrice, out var asked) is { } wrongPrice) return wrongPrice;
        var context = await engine.ItemsOf(found, now.Head, stop);
        if (Preview.Of(found, context, out var preview) is { } refusal) return RefusalProblems.Of(refusal);
        var prices = asked is { } one ? [one] : preview.PricesToShow();
        return TypedResults.Ok(new PreviewResource(
            now.AsOf(found.Address), preview.DebtCoveredPrice, preview.EquityPrice(),
            [.. prices.Select(preview.At).Select(RowOf)]));
    }

    static PreviewRowResource RowOf(PreviewRow row) => new(
        row.LotPrice, row.Split.Keeper, row.Split.Debt, row.Split.Penalty, row.Split.Fee, row.Split.Royalty,
        row.Split.Residual, row.PerShare.Down(WholeShare));
}
