namespace Consensoor.Actors.Api.Description;

/// <summary>
/// An answer of an operation: its media types, none for an answer without a body, and the name of the schema of its JSON, null where
/// nothing is said of it.
/// </summary>
internal sealed record ApiAnswer(int Status, string Description, IReadOnlyList<string> Types, string? Schema, ApiAnswer.Form Shape)
{
    /// <summary>How the schema stands in the JSON.</summary>
    public enum Form
    {
        /// <summary>It is the whole.</summary>
        Whole,

        /// <summary>It is the member `data` of an object that has no other.</summary>
        Data,

        /// <summary>It is of each item of a list that is the member `data`.</summary>
        List,
    }

    /// <summary>200 with a schema as `data`.</summary>
    public static ApiAnswer Data(string schema, string description) => new(200, description, [ApiResponse.Json], schema, Form.Data);

    /// <summary>200 with a list as `data`.</summary>
    public static ApiAnswer List(string schema, string description) => new(200, description, [ApiResponse.Json], schema, Form.List);

    /// <summary>200 with JSON as a whole.</summary>
    public static ApiAnswer Whole(string schema, string description) => new(200, description, [ApiResponse.Json], schema, Form.Whole);

    /// <summary>An answer without a body.</summary>
    public static ApiAnswer Empty(int status, string description) => new(status, description, [], null, Form.Whole);
}
