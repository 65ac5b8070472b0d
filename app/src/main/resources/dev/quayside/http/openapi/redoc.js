"use strict";

Redoc.init("/openapi.json", { hideHostname: true, requiredPropsFirst: false }, document.getElementById("redoc"));
