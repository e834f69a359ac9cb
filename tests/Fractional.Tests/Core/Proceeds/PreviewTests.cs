using Fractional.Core;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Proceeds;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Tests.Core.Vaults;
using Shouldly;
using Xunit;
using static Fractional.Tests.Core.Vaults.VaultStory;

namespace Fractional.Tests.Core.Proceeds;

public sealed class PreviewTests
{
    [Fact]
    public void There_is_no_preview_without_a_loan_or_an_appraisal()
    {
        var story = new VaultStory();
        Preview.OfLoan(story.Vault, Context(story), out _).ShouldBe(new Refusal.NoLoan(Address));
        story.Loaned();
        story.SetFacts(0, new ItemFacts());
        Preview.OfLoan(story.Vault, Context(story), out _).ShouldBe(new Refusal.NoAppraisal(Collection, 0));
    }

    [Theory]
    [InlineData(80, "33441162739726027397", "334411627397260273")]
    [InlineData(45, "366162739726027397", "3661627397260273")]
    [InlineData(41, "0", "0")]
    public void The_worked_example_is_previewed_to_the_wei(uint price, string residual, string onePercent)
    {
        var story = Due();
        Preview.OfLoan(story.Vault, Context(story), out var preview).ShouldBeNull();
        var row = preview.At(Ether(price));
        row.Split.Residual.ShouldBe(Wei.Parse(residual));
        row.PerShare.Down(new Shares(TotalShares.Value / 100)).ShouldBe(Wei.Parse(onePercent));
        preview.DebtCoveredPrice.ShouldBe(Wei.Parse("41333982465753424658"));
        preview.EquityPrice().ShouldBe(Waterfall.EquityPrice(preview.Tab, new Bps(550)));
    }

    [Fact]
    public void The_row_of_a_price_is_what_happens_when_it_is_paid()
    {
        var story = Due();
        Preview.OfLoan(story.Vault, Context(story), out var forecast).ShouldBeNull();
        story.Do(Keeper, new Kick());
        story.WaitUntil(story.Auction.StartsAt.Seconds + 30 * 3_600);
        var price = story.Auction.PriceAt(story.Now);
        var row = Preview.OfAuction(story.Vault, story.Auction).At(price);
        forecast.At(price).ShouldBe(row);
        story.TakeItem(Carol);
        story.Auction.Split().ShouldBe(row.Split);
        story.Vault.Cash.ShouldBe(row.PerShare.Residual);
    }

    [Fact]
    public void A_basket_counts_what_is_sold_at_its_price_and_the_rest_at_the_preview()
    {
        var story = new VaultStory(3).Loaned(terms => terms with { ConversionBps = Bps.Zero });
        story.Wait(93 * Duration.Day);
        for (var i = 0; i < 3; i++)
        {
            story.Appraise(i, Ether(20));
        }
        story.Do(Keeper, new Kick());
        story.WaitUntil(story.Auction.StartsAt.Seconds + 12 * 3_600);
        story.TakeItem(Carol);
        var sold = story.Auction.Raised;
        var preview = Preview.OfAuction(story.Vault, story.Auction);
        preview.At(Ether(30)).Split.Proceeds.ShouldBe(sold + Ether(20));
        var equity = preview.EquityPrice();
        preview.At(equity).Split.Residual.IsZero.ShouldBeFalse();
        preview.At(equity - new Wei(1)).Split.Residual.IsZero.ShouldBeTrue();
    }

    private static VaultStory Due()
    {
        var story = new VaultStory();
        story.SetFacts(0, story.Facts(0) with { RoyaltyAnswer = new RoyaltyAnswer(Artist, Ether(1).Value / 20) });
        story.Loaned();
        story.Wait(93 * Duration.Day);
        story.Appraise(0, Ether(100));
        return story;
    }

    private static VaultContext Context(VaultStory story) =>
        new(Bob, story.Now, story.Protocol, [.. story.Vault.Items.Select((_, i) => story.Facts(i))]);

    [Fact]
    public void Once_the_lenders_own_the_items_there_is_nothing_to_preview()
    {
        var story = new VaultStory().InBatch();
        story.Close();
        Preview.Of(story.Vault, Context(story), out _).ShouldBe(new Refusal.StateForbids(VaultState.Converted));
        Preview.Of(new VaultStory().Vault, Context(story), out _).ShouldBe(new Refusal.NoLoan(Address));
    }

    [Fact]
    public void A_batch_is_previewed_as_it_closes()
    {
        var story = new VaultStory(3).InBatch(); // of equal weight: two roundings, and which way shows
        Preview.Of(story.Vault, Context(story), out var preview).ShouldBeNull();
        story.Bid(Bob, 1_234, 600);
        story.Bid(Carol, 1_200, 555);
        var row = preview.At(story.Batch.End().Price);
        story.Close();
        story.Auction.Split().ShouldBe(row.Split);
        story.Vault.Cash.ShouldBe(row.PerShare.Residual);
    }

    [Fact]
    public void Ten_prices_tell_the_story_in_order()
    {
        var story = Due();
        Preview.Of(story.Vault, Context(story), out var preview).ShouldBeNull();
        var prices = preview.PricesToShow();
        prices.Count.ShouldBe(10);
        prices.ShouldBe(prices.Distinct().Order());
        prices.ShouldContain(preview.DebtCoveredPrice);
        prices.ShouldContain(preview.EquityPrice());
        prices[^1].ShouldBe(preview.EquityPrice() + preview.EquityPrice());
        preview.At(prices[0]).Split.Residual.ShouldBe(Wei.Zero);
        preview.At(prices[^1]).Split.Residual.IsZero.ShouldBeFalse();
    }
}
