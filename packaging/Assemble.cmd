@echo off
rem Drop workbooks, or a folder of them, onto this file: it writes their Word documents.
setlocal
chcp 65001 >nul
if "%~1"=="" goto help
rem The documents go to "outputs" beside the first workbook, or inside the folder dropped.
set "kind=%~a1"
if "%kind:~0,1%"=="d" (pushd "%~f1") else (pushd "%~dp1")
if errorlevel 1 goto closed
"%~dp0assemble.exe" build %*
if not errorlevel 2 goto built
if exist "%~1" goto built
echo.
echo Windows ends a name that has no blanks at the sign ^&. Rename the file or folder, then drop it again.
:built
popd
goto done
:help
echo Drop one or more workbooks, or a folder of them, onto Assemble.cmd.
echo.
"%~dp0assemble.exe" --help
goto done
:closed
echo The folder of "%~1" cannot be opened.
:done
echo.
pause
