namespace Consensoor.Actors.Api;

/// <summary>Builders of the node's own servers, which listen where its options say and nowhere else.</summary>
internal static class OwnServer
{
    /// <summary>
    /// Gives a builder that reads no appsettings.json and no variables: in a program that holds a node those name addresses of that
    /// program's servers. It watches no files for changes of them either, and has Kestrel, routes and a log.
    /// </summary>
    public static WebApplicationBuilder CreateBuilder()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.Sources.Clear();
        builder.Services.AddRouting();
        builder.Services.AddLogging();
        builder.WebHost.UseKestrelCore();
        return builder;
    }
}
