using FsCheck;

namespace Fractional.Laws.Arithmetic;

/// <summary>Law 4: two implementations of one function agree, also about what they refuse.</summary>
public static class DifferentialLaws
{
    public static Law Same<TInput, TOutput>(
        string function, Arbitrary<TInput> inputs, Func<TInput, TOutput> left, Func<TInput, TOutput> right,
        int cost = 1) =>
        Law.ForAll(4, $"both {function} give the same or both refuse", inputs, input =>
        {
            TOutput? leftResult = default;
            TOutput? rightResult = default;
            var leftRefuses = Holds.IsRefused(() => leftResult = left(input));
            var rightRefuses = Holds.IsRefused(() => rightResult = right(input));
            Holds.Equal(leftRefuses, rightRefuses, $"{function}: refused by left, by right");
            if (!leftRefuses)
            {
                Holds.Equal(leftResult, rightResult, function);
            }
        }, cost);
}
