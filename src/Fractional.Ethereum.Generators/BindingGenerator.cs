using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using Fractional.Ethereum.Generators.Emit;
using Fractional.Ethereum.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Fractional.Ethereum.Generators;

/// <summary>
/// Turns Foundry artifacts among the additional files into bindings. An item takes part when it has the metadata
/// <c>BindingNamespace</c>; <c>BindingName</c> renames the contract. Contracts of one namespace share their structs.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class BindingGenerator : IIncrementalGenerator
{
    private const string Metadata = "build_metadata.AdditionalFiles.";

    private static readonly DiagnosticDescriptor CannotBind = new(
        "FRB001", "A contract cannot be bound", "'{0}' cannot be bound: {1}", "Bindings", DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<BoundContract> contracts = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select((pair, cancellation) =>
            {
                var options = pair.Right.GetOptions(pair.Left);
                options.TryGetValue(Metadata + "BindingNamespace", out string? space);
                options.TryGetValue(Metadata + "BindingName", out string? name);
                return string.IsNullOrEmpty(space) ? null : Bind(pair.Left, space!, name, cancellation);
            })
            .Where(bound => bound is not null)
            .Select((bound, _) => bound!);

        context.RegisterSourceOutput(contracts, (output, bound) =>
        {
            if (bound.Fault.Length > 0)
            {
                output.ReportDiagnostic(Diagnostic.Create(CannotBind, Location.None, bound.Path, bound.Fault));
                return;
            }

            output.AddSource($"{bound.Space}.{bound.Name}Contract.g.cs", SourceText.From(bound.Source, Encoding.UTF8));
        });
        context.RegisterSourceOutput(contracts.Collect(), AddStructs);
    }

    private static BoundContract Bind(AdditionalText file, string space, string? name, CancellationToken cancellation)
    {
        string contractName = string.IsNullOrEmpty(name) ? Path.GetFileNameWithoutExtension(file.Path) : name!;
        try
        {
            string text = file.GetText(cancellation)?.ToString()
                ?? throw new BindingFault("the file cannot be read; were the contracts built?");
            Contract contract = Contract.Read(text);
            ImmutableArray<BoundStruct> structs = contract.Structs()
                .Select(s => new BoundStruct(space, s.Name, StructCode.Emit(s, space))).Distinct().ToImmutableArray();
            return new BoundContract(
                file.Path, space, contractName, ContractCode.Emit(contract, contractName, space), structs, "");
        }
        catch (BindingFault fault)
        {
            return new BoundContract(
                file.Path, space, contractName, "", ImmutableArray<BoundStruct>.Empty, fault.Message);
        }
    }

    private static void AddStructs(SourceProductionContext output, ImmutableArray<BoundContract> contracts)
    {
        Dictionary<string, BoundStruct> added = [];
        foreach (BoundContract contract in contracts)
        {
            foreach (BoundStruct type in contract.Structs)
            {
                string name = $"{type.Space}.{type.Name}";
                if (!added.TryGetValue(name, out BoundStruct? first))
                {
                    added.Add(name, type);
                    output.AddSource($"{name}.g.cs", SourceText.From(type.Source, Encoding.UTF8));
                }
                else if (first != type)
                {
                    string fault = $"its struct '{type.Name}' differs from another one of that name; "
                        + "give the contract a BindingNamespace of its own";
                    output.ReportDiagnostic(Diagnostic.Create(CannotBind, Location.None, contract.Path, fault));
                }
            }
        }
    }

    private sealed record BoundStruct(string Space, string Name, string Source);

    /// <summary>The finished text of one contract: equal texts need no new compilation.</summary>
    private sealed record BoundContract(
        string Path, string Space, string Name, string Source, ImmutableArray<BoundStruct> Structs, string Fault)
    {
        public bool Equals(BoundContract? other) =>
            other is not null && Path == other.Path && Space == other.Space && Name == other.Name
            && Source == other.Source && Fault == other.Fault && Structs.SequenceEqual(other.Structs);

        public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Source);
    }
}
