using Fractional.Store;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Store.Identity;

public sealed class MemoryIdentityStoreTests : IdentityConformance
{
    protected override Task<IIdentityStore> Open() => Task.FromResult<IIdentityStore>(new MemoryIdentityStore());

    [Fact]
    public async Task Above_the_limit_of_nonces_the_oldest_ends()
    {
        var at = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        for (var i = 0; i <= IdentityLimits.MaxNonces; i++)
            await Store.AddNonce($"a-nonce-{i}", at, at.AddMinutes(5).AddMilliseconds(i));
        (await Store.TakeNonce("a-nonce-0", at)).ShouldBeFalse();
        (await Store.TakeNonce("a-nonce-1", at)).ShouldBeTrue();
        (await Store.TakeNonce($"a-nonce-{IdentityLimits.MaxNonces}", at)).ShouldBeTrue();
    }
}
