using Fractional.Browser.Harness;
using Shouldly;
using Xunit;

namespace Fractional.Browser;

/// <summary>The built page as the server gives it: under its own policy, alone, in every window.</summary>
[Collection(World.Name)]
public sealed class PageTests(World world)
{
    [BrowserFact]
    public async Task It_loads_under_its_policy_without_a_complaint()
    {
        await using var visit = await world.Visit();
        var answer = (await visit.Go(""))!;
        answer.Status.ShouldBe(200);
        var policy = (await answer.AllHeadersAsync())["content-security-policy"];
        policy.ShouldContain("default-src");
        policy.ShouldNotContain("unsafe");
        await visit.Page.Locator("main h1").WaitForAsync();
        visit.ShouldBeWithoutComplaint();
    }

    [BrowserFact]
    public async Task A_script_that_the_policy_does_not_know_is_not_run_and_is_complained_of()
    {
        await using var visit = await world.Visit();
        await visit.Go("");
        await visit.Page.EvaluateAsync(
            "() => { const s = document.createElement('script'); s.text = 'window.ran = true';"
            + " document.body.append(s) }");
        (await visit.Page.EvaluateAsync<bool>("() => 'ran' in window")).ShouldBeFalse();
        visit.Complaints.ShouldContain(c => c.Contains("Content Security Policy"));
    }

    [BrowserFact]
    public async Task Its_front_is_accessible_in_every_window()
    {
        foreach (var look in Look.All)
        {
            await using var visit = await world.Visit(look: look);
            await visit.Go("");
            await visit.Page.Locator("main h1").WaitForAsync();
            await visit.Page.ShouldBeAccessible();
            await Screens.Take(visit.Page, "front", look);
        }
    }
}
