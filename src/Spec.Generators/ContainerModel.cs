using System.Collections.Generic;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;

namespace Consensoor.Spec.Generators;

/// <summary>What the attributes of a container say, fork by fork.</summary>
internal sealed class ContainerModel
{
    private const int MaxPositions = 64;

    public string Namespace { get; private set; } = "";

    public string Name { get; private set; } = "";

    public string FullName => $"{Namespace}.{Name}";

    public bool IsRecord { get; private set; }

    /// <summary>The first fork that has the container.</summary>
    public int Since { get; private set; }

    /// <summary>The partial properties of a mutable state; empty for records.</summary>
    public List<IPropertySymbol> PartialProperties { get; private set; } = new();

    /// <summary>The properties a copy of the record carries over, where its root is cached; null where not.</summary>
    public List<string>? CachedProperties { get; private set; }

    public List<LayoutModel> Layouts { get; } = new();

    /// <summary>Limit structs by the expression they stand for.</summary>
    public LimitTable Limits { get; private set; } = null!;

    public static ContainerModel Read(INamedTypeSymbol type, AttributeData attribute, Compilation compilation)
    {
        var properties = type.GetMembers().OfType<IPropertySymbol>()
            .Where(static p => !p.IsStatic && p.DeclaredAccessibility == Accessibility.Public && !p.IsImplicitlyDeclared
                && p.Name != "EqualityContract" && !Has(p, "SszIgnoreAttribute") && p.PartialDefinitionPart is null)
            .ToList();
        var progressiveSince = Named(attribute, "ProgressiveSince", int.MaxValue);
        var model = new ContainerModel
        {
            Namespace = type.ContainingNamespace.ToDisplayString(),
            Name = type.Name,
            IsRecord = type.IsRecord,
            Since = Named(attribute, "Since", 0),
            PartialProperties = properties.Where(static p => p.IsPartialDefinition).ToList(),
            Limits = new LimitTable(compilation),
            CachedProperties = attribute.NamedArguments.Any(static a => a.Key == "CacheRoot" && a.Value.Value is true)
                ? properties.Select(static p => p.Name).ToList()
                : null,
        };
        var gaps = attribute.NamedArguments
            .Where(static a => a.Key == "Gaps")
            .SelectMany(static a => a.Value.Values)
            .Select(static v => (int)v.Value!)
            .ToArray();
        var forkCount = compilation.GetTypeByMetadataName("Consensoor.Spec.Config.ForkName")!
            .GetMembers()
            .OfType<IFieldSymbol>()
            .Count(static f => f.HasConstantValue);
        var positions = Positions(properties, progressiveSince, gaps, forkCount);
        string? previous = null;
        for (var fork = 0; fork < forkCount; fork++)
        {
            var fields = new List<FieldModel>();
            foreach (var property in properties)
            {
                if (TypeIn(property, fork, out var expression))
                {
                    var parser = new TypeExpression(expression, property.Type, model.Limits);
                    fields.Add(new FieldModel(
                        property.Name,
                        JsonName(property),
                        parser.Codec(),
                        TypeName(property.Type),
                        positions[property.Name],
                        VectorLength(property.Type)));
                }
            }

            var isProgressive = fork >= progressiveSince;
            var key = isProgressive + string.Join("|", fields.Select(static f => f.Property + ":" + f.Codec));
            if (key != previous)
            {
                model.Layouts.Add(new LayoutModel(fork, isProgressive, fields));
                previous = key;
            }
        }

        return model;
    }

    private static int VectorLength(ITypeSymbol type) =>
        type.GetAttributes()
            .Where(static a => a.AttributeClass?.Name == "FixedBytesAttribute")
            .Select(static a => (int)a.ConstructorArguments[0].Value!)
            .FirstOrDefault();

    public static string TypeName(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    // Field positions of a progressive container count all fields alive in or after the fork that made it progressive; a field removed
    // later leaves its position empty.
    private static Dictionary<string, int> Positions(List<IPropertySymbol> properties, int progressiveSince, int[] gaps, int forkCount)
    {
        var positions = new Dictionary<string, int>();
        var next = 0;
        foreach (var property in properties)
        {
            var lives = progressiveSince < forkCount
                && Enumerable.Range(progressiveSince, forkCount - progressiveSince).Any(fork => TypeIn(property, fork, out _));
            while (gaps.Contains(next))
            {
                next++;
            }

            positions[property.Name] = lives ? next++ : -1;
        }

        // The generated code keeps active fields in one word.
        if (next > MaxPositions)
        {
            throw new System.InvalidOperationException($"{next} field positions, at most {MaxPositions} are supported");
        }

        return positions;
    }

    private static bool TypeIn(IPropertySymbol property, int fork, out string? expression)
    {
        expression = null;
        var declarations = property.GetAttributes().Where(static a => a.AttributeClass?.Name == "SszAttribute").ToList();
        if (declarations.Count == 0)
        {
            return true;
        }

        var best = declarations.Where(a => Named(a, "Since", 0) <= fork).OrderBy(static a => Named(a, "Since", 0)).LastOrDefault();
        if (best is null || Named(best, "Until", int.MaxValue) <= fork)
        {
            return false;
        }

        expression = best.ConstructorArguments.Length > 0 ? best.ConstructorArguments[0].Value as string : null;
        return true;
    }

    private static string JsonName(IPropertySymbol property)
    {
        foreach (var attribute in property.GetAttributes())
        {
            foreach (var argument in attribute.NamedArguments)
            {
                if (argument.Key == "JsonName" && argument.Value.Value is string name)
                {
                    return name;
                }
            }
        }

        var text = new StringBuilder();
        foreach (var c in property.Name)
        {
            if (char.IsUpper(c) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }

    private static int Named(AttributeData attribute, string name, int fallback) =>
        attribute.NamedArguments.Where(a => a.Key == name).Select(static a => (int)a.Value.Value!).DefaultIfEmpty(fallback).First();

    private static bool Has(IPropertySymbol property, string attribute) =>
        property.GetAttributes().Any(a => a.AttributeClass?.Name == attribute);
}
