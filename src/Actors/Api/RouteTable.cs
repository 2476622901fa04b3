namespace Consensoor.Actors.Api;

/// <summary>The routes of a server as methods and paths with names in braces.</summary>
internal sealed class RouteTable(IReadOnlyList<(string Method, string Path)> routes)
{
    private readonly IReadOnlyList<(string Method, string[] Parts)> _routes =
        [.. routes.Select(static route => (route.Method, route.Path.Split('/')))];

    /// <summary>The methods that a path takes, HEAD where it takes GET; none where there is no such path.</summary>
    public IReadOnlyList<string> MethodsOf(PathString path)
    {
        var parts = (path.Value ?? "").Split('/');
        var methods = _routes.Where(route => Fits(route.Parts, parts)).Select(static route => route.Method).ToHashSet();
        if (methods.Contains(HttpMethods.Get))
        {
            methods.Add(HttpMethods.Head);
        }

        return [.. methods.Order(StringComparer.Ordinal)];
    }

    /// <summary>True where a path is of a pattern with names in braces, each of which stands for one part that is not empty.</summary>
    public static bool Fits(string[] pattern, string[] path) => pattern.Length == path.Length
        && pattern.Zip(path).All(static pair => pair.First.StartsWith('{') ? pair.Second.Length > 0 : pair.First == pair.Second);
}
