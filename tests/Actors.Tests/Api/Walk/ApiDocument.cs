using System.Globalization;
using System.Text;
using Consensoor.Actors.Api.Description;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Tests.Api.Walk;

/// <summary>Writes docs/api.md of what a walk has seen.</summary>
internal static class ApiDocument
{
    public static string Of(ApiWalk walk, Definition definition, ApiWalk own, Definition described)
    {
        var text = new StringBuilder(
            """
            # The Beacon API, as it was walked

            A test writes this page (`tests/Actors.Tests/Api/Walk`): it asks a node in virtual time each operation of the definition of
            v5.0.0-beta.0, in each fork from phase0 to gloas as it should be asked and in gloas with each part broken, and checks what comes
            back by the schemas of the definition, in which members that they do not name are refused; SSZ has to be what the JSON is. To
            write the page anew where `../shared` is there:

                CONSENSOOR_WRITE_DOCS=1 dotnet test -c Release tests/Actors.Tests --filter FullyQualifiedName~ApiWalkTests

            Forks are those in which the operation was answered with success. Statuses are all that were seen, but for those that every
            operation may be answered with: 405 with `Allow` for another method, 406 for an `Accept` that nothing offered fits (JSON and,
            where the table says so, SSZ, by their qualities), 413 and 415 for a body, 503 where the node cannot answer now. The body of an
            error is always `{"code": …, "message": …}`; HEAD is answered as GET without a body. Parameters that an operation does not
            know are left aside. Routes of earlier versions that somebody still calls are served, the others are answered 410 with what took
            their place ([operations](operations.md)).

            What is not of the standard has documents in OpenAPI 3.1, which the node serves: `/openapi` lists them,
            `/openapi/consensoor.json` has the routes at the end of this page, `/openapi/keymanager.json` the keymanager API
            ([validators](validators.md)), `/openapi/beacon-earlier.json` the operations of earlier versions. They are written from the
            tables by which the servers map their routes; the walk judges each answer of the first by its schemas, the tests of the
            keymanager API those of the second.

            | operation | forks | forms | headers | statuses |
            | --- | --- | --- | --- | --- |

            """);
        foreach (var operation in definition.Operations.OrderBy(static one => (one.Path, one.Method)))
        {
            var record = walk.Records[operation.Name];
            text.Append(CultureInfo.InvariantCulture, $"| {operation.Method} `{operation.Path}` | {Range(record.Forks)} | ")
                .Append(string.Join(", ", record.Forms.Select(static form => form switch
                {
                    "application/json" => "JSON",
                    "application/octet-stream" => "SSZ",
                    _ => form,
                })))
                .Append(" | ")
                .Append(string.Join(", ", record.Headers.Select(static header => $"`{header}`")))
                .Append(" | ")
                .Append(string.Join(", ", record.Statuses.Where(static status => status is not (405 or 406 or 413 or 415 or 503))))
                .Append(" |\n");
        }

        text.Append(
            """

            ## Routes of its own

            Each answers JSON, but for the page and its files. A member that is named is always there unless its document says otherwise.

            | operation | what it is | statuses |
            | --- | --- | --- |

            """);
        foreach (var operation in described.Operations.OrderBy(static one => (one.Path, one.Method)))
        {
            var summary = OwnOperations.All.Single(one => one.Method == operation.Method && one.Path == operation.Path).Summary;
            var statuses = own.Records[operation.Name].Statuses.Where(static status => status is not (405 or 406 or 413 or 415 or 503));
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {operation.Method} `{operation.Path}` | {summary} | {string.Join(", ", statuses)} |\n");
        }

        return text.ToString().Replace("  |", " |", StringComparison.Ordinal);
    }

    private static string Range(SortedSet<ForkName> forks) => forks.Count == 0 ? "none"
        : forks.Count == 1 ? forks.Min.Text()
        : forks.Max - forks.Min == forks.Count - 1 ? $"{forks.Min.Text()} to {forks.Max.Text()}"
        : string.Join(", ", forks.Select(static fork => fork.Text()));
}
