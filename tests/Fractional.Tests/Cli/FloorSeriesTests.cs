using Fractional.Cli;
using Fractional.Cli.Demo;
using Fractional.Core.Units;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Cli;

public sealed class FloorSeriesTests
{
    [Theory]
    [InlineData("day,floor\n2022-04-01,1", "line 1")]
    [InlineData("date,floor_eth\n", "no rows")]
    [InlineData("date,floor_eth\n2022-04-01", "line 2: expected at least 2 columns")]
    [InlineData("date,floor_eth\n01.04.2022,1", "line 2, date")]
    [InlineData("date,floor_eth\n2022-04-01,0", "line 2, floor_eth")]
    [InlineData("date,floor_eth\n2022-04-01,-1", "line 2, floor_eth")]
    [InlineData("date,floor_eth\n2022-04-01,1e3", "line 2, floor_eth")]
    [InlineData("date,floor_eth\n2022-04-01,1.", "line 2, floor_eth")]
    [InlineData("date,floor_eth\n2022-04-01,1.0000000000000000001", "line 2, floor_eth")]
    [InlineData("date,floor_eth\n2022-04-01,NaN", "line 2, floor_eth")]
    [InlineData("date,floor_eth\n2022-04-01,99999999999999999999999", "line 2, floor_eth")]
    [InlineData("date,floor_eth\n2022-04-01,1\n2022-04-03,1", "line 3, date: expected 2022-04-02")]
    public void A_malformed_row_is_named_with_file_line_and_column(string text, string expected) =>
        Should.Throw<FormatException>(() => FloorSeries.Parse("floor.csv", new StringReader(text)))
            .Message.ShouldSatisfyAllConditions(m => m.ShouldStartWith("floor.csv"), m => m.ShouldContain(expected));

    [Fact]
    public void The_series_that_comes_along_holds_the_crash_and_the_recovery_to_the_wei()
    {
        var series = FloorSeries.Punks2022();
        series.Days.Length.ShouldBe(122);
        series[new DateOnly(2022, 4, 1)].Floor.ShouldBe(Wei.Parse("67500000000000000000"));
        series[new DateOnly(2022, 5, 25)].Floor.ShouldBe(Wei.Parse("45690000000000000000"));
        series[new DateOnly(2022, 7, 17)].Floor.ShouldBe(Wei.Parse("83720000000000000000"));
        series[new DateOnly(2022, 4, 1)].At.Seconds.ShouldBe(1648857599UL);
    }

    [Theory]
    [InlineData("0.000000000000000001", "1")]
    [InlineData("1", "1000000000000000000")]
    [InlineData("66.68", "66680000000000000000")]
    public void Ether_text_is_read_exactly(string text, string wei)
    {
        Ether.TryParse(text, out var read).ShouldBeTrue();
        read.ShouldBe(Wei.Parse(wei));
        Ether.TryParse(Ether.Exact(read), out var again).ShouldBeTrue();
        again.ShouldBe(read);
    }
}
