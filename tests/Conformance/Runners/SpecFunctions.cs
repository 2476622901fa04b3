using System.Collections.Concurrent;
using System.Reflection;
using Consensoor.Conformance.Cases;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;

namespace Consensoor.Conformance.Runners;

/// <summary>
/// Finds functions of the specification by name, so that a new handler runs as soon as its function exists: static methods below the
/// namespace of the transition that take a <see cref="BeaconState"/> first.
/// </summary>
internal static class SpecFunctions
{
    private static readonly ILookup<string, MethodInfo> Methods = typeof(BeaconState).Assembly.GetExportedTypes()
        .Where(static type => type.Namespace?.StartsWith(typeof(Refusal).Namespace!, StringComparison.Ordinal) == true)
        .SelectMany(static type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .Where(static method => method.GetParameters() is [{ ParameterType: var first }, ..] && first == typeof(BeaconState))
        .ToLookup(static method => method.Name);

    private static readonly ConcurrentDictionary<string, string> Names = new();

    /// <summary>The overloads of a function named as in the specification, longest first; fails the case where there is none.</summary>
    public static IReadOnlyList<MethodInfo> Find(string specName)
    {
        var name = Names.GetOrAdd(specName, static name =>
            string.Concat(name.Split('_').Select(static word => word.Length == 0 ? "" : char.ToUpperInvariant(word[0]) + word[1..])));
        var found = Methods[name].OrderByDescending(static method => method.GetParameters().Length).ToArray();
        Check.That(found.Length > 0, $"no function {name}");
        return found;
    }

    /// <summary>Calls a function; what the specification calls invalid is a refusal, as it is for whoever drives the transition.</summary>
    public static (object? Result, Refusal? Refusal) Call(MethodInfo method, object?[] arguments)
    {
        try
        {
            var result = method.Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null);
            return (result, result as Refusal);
        }
        catch (Exception e) when (Guarded.IsInvalid(e))
        {
            return (null, Guarded.Of(e, method.Name));
        }
    }
}
