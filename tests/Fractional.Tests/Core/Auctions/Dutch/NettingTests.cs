using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Tests.Core.Vaults;
using Shouldly;
using Xunit;
using static Fractional.Tests.Core.Vaults.VaultStory;

namespace Fractional.Tests.Core.Auctions.Dutch;

public sealed class NettingTests
{
    [Fact]
    public void A_stranger_pays_the_price()
    {
        var story = new VaultStory().OnSale(30);
        var netting = Netting.Of(story.Do(Carol, new TakeNet(story.TakeNow(), Shares.Zero)));
        netting.ShouldBe(new Netting(story.Auction.Items[0].Price, Wei.Zero, Wei.Zero));
        (netting.Pays, netting.Gets).ShouldBe((netting.Price, Wei.Zero));
    }

    [Fact]
    public void A_lender_pays_what_the_sale_does_not_bring_it()
    {
        var story = new VaultStory().OnSale(30);
        var netting = Netting.Of(story.Do(Lender, new TakeNet(story.TakeNow(), Shares.Zero)));
        netting.Withdrawn.ShouldBe(story.Auction.Debt);
        netting.Pays.ShouldBe(netting.Price - story.Auction.Debt);
        netting.Gets.ShouldBe(Wei.Zero);
    }

    [Fact]
    public void A_holder_of_all_shares_pays_what_is_not_its_own()
    {
        var story = new VaultStory().OnSale(30);
        var netting = Netting.Of(story.Do(Alice, new TakeNet(story.TakeNow(), TotalShares)));
        netting.Claimed.ShouldBe(story.Auction.Split().Residual);
        netting.Pays.ShouldBe(netting.Price - netting.Claimed);
    }

    [Fact]
    public void Claims_above_the_price_come_back()
    {
        var netting = new Netting(new Wei(5), new Wei(4), new Wei(3));
        (netting.Pays, netting.Gets).ShouldBe((Wei.Zero, new Wei(2)));
        Netting.Of([]).ShouldBe(default);
    }
}
