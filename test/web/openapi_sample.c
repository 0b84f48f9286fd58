/* The table of openapi_sample.h. */
#include "sample_view.h"
#include "openapi_sample.h"

const struct openapi_route sample_routes[SAMPLE_ROUTES] = {
    {METHOD_GET, "/", "Where work begins", NULL, NULL, true, false},
    {METHOD_GET, "/samples", "All that fit", &shape_sample_form, &shape_sample_view, false, false},
    {METHOD_POST, "/samples", "Adds \"one\"", &shape_sample_form, NULL, false, true},
    {METHOD_GET, "/samples/new", "The form", NULL, &shape_sample_part_view, false, false},
    {METHOD_GET, "/samples/{sample}", "One", NULL, &shape_sample_view, false, false},
    {METHOD_POST, "/samples/{sample}/parts/{part}/end-all", "Ends them", NULL, NULL, false, false},
    {METHOD_GET, "/samples/{sample}/beds.csv", "As a file", NULL, NULL, true, false},
};

const char *sample_about(struct str path_name)
{
    return str_equal(path_name, STR("sample")) ? "The sample's \"reference\"" : "An id";
}
