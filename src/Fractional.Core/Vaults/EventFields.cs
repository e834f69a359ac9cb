using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using Fractional.Core.Loans;

namespace Fractional.Core.Vaults;

/// <summary>One field of an event, as a statement prints it.</summary>
public readonly record struct EventField(string Name, string Text);

/// <summary>Events as lists of named texts, so that a statement can say which field of which event differs.</summary>
internal static class EventFields
{
    /// <summary>All fields in their declared order; a loan's terms one by one.</summary>
    public static ImmutableArray<EventField> Of(object happened) => [.. Read("", happened)];

    /// <summary>The first field that differs between two events of one type, or nothing.</summary>
    public static (EventField Expected, EventField Found)? FirstDifference(object expected, object found)
    {
        var (left, right) = (Of(expected), Of(found));
        for (var i = 0; i < left.Length; i++)
        {
            if (left[i] != right[i])
            {
                return (left[i], right[i]);
            }
        }
        return null;
    }

    private static IEnumerable<EventField> Read(string prefix, object record)
    {
        foreach (var property in record.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var value = property.GetValue(record);
            var name = prefix + property.Name;
            if (value is LoanTerms terms)
            {
                foreach (var field in Read(name + ".", terms))
                {
                    yield return field;
                }
                continue;
            }
            if (!(record is LoanTerms && property.Name == nameof(LoanTerms.MaturesAtSeconds)))
            {
                yield return new EventField(name, Text(value));
            }
        }
    }

    private static string Text(object? value) => value is IEnumerable list and not string
        ? string.Join(' ', list.Cast<object>())
        : value?.ToString() ?? "";
}
