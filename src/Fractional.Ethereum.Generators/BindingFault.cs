using System;

namespace Fractional.Ethereum.Generators;

/// <summary>An artifact that cannot be bound; becomes a build error that says why.</summary>
internal sealed class BindingFault(string message) : Exception(message);
