namespace Consensoor.Actors.Api.Description;

/// <summary>A parameter of an operation, with the name of its schema.</summary>
internal sealed record ApiParameter(string Name, string Schema, string Description)
{
    /// <summary>True for a part of the path; else it is of the query.</summary>
    public bool IsInPath { get; init; }

    /// <summary>True where it has to be given.</summary>
    public bool IsRequired { get; init; }

    /// <summary>A parameter that is a part of the path.</summary>
    public static ApiParameter InPath(string name, string schema, string description) =>
        new(name, schema, description) { IsInPath = true, IsRequired = true };
}
